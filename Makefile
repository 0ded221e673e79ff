# The commands of the project. `make demo` and `make test` set up what they need by themselves.

JOBS ?= $(shell nproc)
PYTHON := build/venv/bin/python

.PHONY: help demo build test unit-test sanitizer-test thread-test fuzz-test sdk-test model-test \
        bench format format-check lint api-coverage clean

help:           ## show this text
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

demo: build     ## run the main job on a real disk image and show it
	@scripts/install-dependencies demo
	@scripts/demo

build:          ## optimised server and command line at build/release/amicast
	@scripts/install-dependencies build
	@mkdir -p build
	@cmake --preset release >build/release.configure.log 2>&1 || { cat build/release.configure.log; exit 1; }
	@ninja -C build/release -j $(JOBS) amicast

test:           ## everything: unit, sanitizers, threads, fuzzers, real clients, faults
	@scripts/install-dependencies test
	@scripts/test

bench:          ## side by side with named peers; prints ratios
	@scripts/install-dependencies bench
	@bench/run

format:         ## clang-format every source file
	@git ls-files '*.cc' '*.h' | xargs clang-format-16 -i

format-check:   ## fail when a source file is not formatted
	@git ls-files '*.cc' '*.h' | xargs clang-format-16 --dry-run -Werror

lint:           ## clang-tidy over every source file (slow; needs clang-tidy-16)
	@run-clang-tidy-16 -quiet -extra-arg=-Wno-unknown-warning-option -p build/release '^$(CURDIR)/src/.*(?<!_test)\.cc$$'

api-coverage:   ## write docs/api-coverage.md from the declarations
	@build/release/amicast dump-schema | $(PYTHON) test/tools/api_coverage.py > docs/api-coverage.md

clean:          ## remove everything that was built
	@rm -rf build
