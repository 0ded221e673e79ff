// A site with disks to import, for the tests of import tasks.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include <unistd.h>

#include "imports/executors.h"
#include "imports/schema.h"
#include "imports/task.h"
#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {

class Ec2ImportTest : public Ec2Test {
  protected:
    Ec2ImportTest() {
        for (TestRegion* where : {&source, &destination})
            EXPECT_TRUE(imports::migrate(where->region().catalog));
    }
    ~Ec2ImportTest() override { std::filesystem::remove_all(directory_); }

    // The path of a raw disk of 1 MiB that begins with the text.
    std::string disk(const std::string& name, const std::string& text = "root") {
        std::filesystem::path path = directory_ / name;
        std::ofstream(path) << text;
        std::filesystem::resize_file(path, 1 << 20);
        return path.string();
    }
    // One disk, which may be absent: that shows when the task runs.
    Parameters request(const Parameters& more = {}) const {
        Parameters parameters{{"DiskContainer.1.Format", "RAW"},
                              {"DiskContainer.1.Url", (directory_ / "disk").string()}};
        return with(std::move(parameters), more);
    }
    // Those of `more` replace or follow; an empty text takes one away.
    static Parameters with(Parameters parameters, const Parameters& more) {
        for (const auto& [name, value] : more)
            std::erase_if(parameters, [&](const auto& each) { return each.first == name; });
        for (const auto& each : more)
            if (!each.second.empty()) parameters.push_back(each);
        return parameters;
    }
    Reply import(const Parameters& more = {}) { return call("ImportImage", request(more)); }
    std::string started(const Parameters& more = {}) {
        Reply reply = import(more);
        EXPECT_TRUE(reply.ok()) << reply.body;
        return reply.text("importTaskId");
    }
    Reply described(const std::string& id) {
        return call("DescribeImportImageTasks", {{"ImportTaskId.1", id}});
    }
    Reply listed(const Parameters& more = {}, const std::string& account = alice) {
        return call_as(account, "DescribeImportImageTasks", more);
    }
    Reply cancel(const std::string& id, const Parameters& more = {},
                 const std::string& account = alice) {
        return call_as(account, "CancelImportTask", with({{"ImportTaskId", id}}, more));
    }

    // What is due, with `meanwhile` while the first disk is read.
    void run(std::function<void()> meanwhile = {}) {
        imports::ImportParts parts{.region = destination.region(),
                                   .clock = clock,
                                   .random = random,
                                   .directories = {directory_.string()},
                                   .buckets = {"disks"}};
        StoreWith store(std::move(meanwhile));
        parts.objects = &store;
        auto runner =
            jobs::make_runner(destination.region().catalog, clock, random, {.server_id = "test"});
        runner->add(std::string(imports::task_job_kind), imports::make_task_executor(parts));
        value_of(runner->run_due());
    }
    std::vector<std::string> owned(std::string_view action, std::string_view element) {
        return call(action, {{"Owner.1", "self"}}).texts(element);
    }

  private:
    // An object is one MiB; on its way something else happens.
    class StoreWith final : public imports::ObjectStore {
      public:
        explicit StoreWith(std::function<void()> meanwhile) : meanwhile_(std::move(meanwhile)) {}
        Status fetch(std::string_view, std::string_view, int fd,
                     const std::function<Status()>& between) override {
            if (::ftruncate(fd, 1 << 20) != 0) return failure(ErrorKind::unavailable, "no room");
            if (meanwhile_) meanwhile_();
            return between();
        }

      private:
        std::function<void()> meanwhile_;
    };

    static std::filesystem::path make_directory() {
        std::string name = (std::filesystem::temp_directory_path() / "imports-XXXXXX").string();
        return std::filesystem::canonical(::mkdtemp(name.data()));
    }

    std::filesystem::path directory_ = make_directory();
};

}  // namespace amicast::services::ec2::testing
