// The n-th call fails.
#include "storage/faulty_object_store.h"

#include <algorithm>
#include <mutex>

namespace amicast::storage {

struct FaultyObjectStore::Plan {
    mutable std::mutex mutex;
    Fault fault;
    std::uint64_t calls = 0;
    bool fired = false;

    // The error of this call, if it is its turn.
    Status next(std::string_view what) {
        std::lock_guard lock(mutex);
        ++calls;
        const bool due = fault.at_call != 0 &&
                         (fault.from_then_on ? calls >= fault.at_call : calls == fault.at_call);
        if (!due) return {};
        fired = true;
        return failure(fault.kind, "injected fault", std::string(what));
    }
};

namespace {

class FaultyAppendObject final : public AppendObject {
  public:
    FaultyAppendObject(std::unique_ptr<AppendObject> inner,
                       std::shared_ptr<FaultyObjectStore::Plan> plan)
        : inner_(std::move(inner)), plan_(std::move(plan)) {}

    Status append(std::span<const ByteView> pieces) override {
        Status allowed = plan_->next("append");
        if (allowed) return inner_->append(pieces);
        tear(pieces);
        return allowed;
    }
    Status sync() override {
        Status allowed = plan_->next("sync");
        return allowed ? inner_->sync() : allowed;
    }
    Status seal() override {
        Status allowed = plan_->next("seal");
        return allowed ? inner_->seal() : allowed;
    }
    std::uint64_t size() const override { return inner_->size(); }

  private:
    void tear(std::span<const ByteView> pieces) {
        std::uint64_t left = plan_->fault.torn_bytes;
        for (ByteView piece : pieces) {
            ByteView part = piece.first(std::min<std::uint64_t>(left, piece.size()));
            left -= part.size();
            if (!part.empty() && !inner_->append({&part, 1})) return;
        }
    }

    std::unique_ptr<AppendObject> inner_;
    std::shared_ptr<FaultyObjectStore::Plan> plan_;
};

}  // namespace

FaultyObjectStore::FaultyObjectStore(ObjectStore& inner)
    : inner_(inner), plan_(std::make_shared<Plan>()) {}
FaultyObjectStore::~FaultyObjectStore() = default;

void FaultyObjectStore::arm(const Fault& fault) {
    std::lock_guard lock(plan_->mutex);
    plan_->fault = fault;
    plan_->calls = 0;
    plan_->fired = false;
}

std::uint64_t FaultyObjectStore::calls() const {
    std::lock_guard lock(plan_->mutex);
    return plan_->calls;
}

bool FaultyObjectStore::fired() const {
    std::lock_guard lock(plan_->mutex);
    return plan_->fired;
}

Result<std::unique_ptr<AppendObject>> FaultyObjectStore::create(std::string_view name) {
    Status allowed = plan_->next("create");
    if (!allowed) return failure(allowed.error());
    auto object = inner_.create(name);
    if (!object) return object;
    return std::make_unique<FaultyAppendObject>(std::move(*object), plan_);
}

Status FaultyObjectStore::read(std::string_view name, std::uint64_t offset,
                               std::span<std::uint8_t> out) {
    Status allowed = plan_->next("read");
    return allowed ? inner_.read(name, offset, out) : allowed;
}

Result<std::uint64_t> FaultyObjectStore::size(std::string_view name) {
    Status allowed = plan_->next("size");
    if (!allowed) return failure(allowed.error());
    return inner_.size(name);
}

Status FaultyObjectStore::put(std::string_view name, ByteView content) {
    Status allowed = plan_->next("put");
    return allowed ? inner_.put(name, content) : allowed;
}

Result<std::vector<ObjectInfo>> FaultyObjectStore::list(std::string_view prefix) {
    Status allowed = plan_->next("list");
    if (!allowed) return failure(allowed.error());
    return inner_.list(prefix);
}

Status FaultyObjectStore::remove(std::string_view name) {
    Status allowed = plan_->next("remove");
    return allowed ? inner_.remove(name) : allowed;
}

}  // namespace amicast::storage
