// Objects in memory with a power switch.
#include "storage/memory_object_store.h"

#include <algorithm>

#include "base/check.h"
#include "storage/object_name.h"

namespace amicast::storage {

struct MemoryObjectStore::Object {
    std::mutex mutex;
    Bytes content;
    std::size_t durable_bytes = 0;
    bool name_is_durable = false;
    bool dead = false;  // its writer belongs to the time before a crash
};

namespace {

using Object = MemoryObjectStore::Object;

class MemoryAppendObject final : public AppendObject {
  public:
    explicit MemoryAppendObject(std::shared_ptr<Object> object) : object_(std::move(object)) {}

    Status append(std::span<const ByteView> pieces) override {
        std::lock_guard lock(object_->mutex);
        Status usable = check_usable();
        if (!usable) return usable;
        for (ByteView piece : pieces)
            object_->content.insert(object_->content.end(), piece.begin(), piece.end());
        return {};
    }
    Status sync() override {
        std::lock_guard lock(object_->mutex);
        Status usable = check_usable();
        if (!usable) return usable;
        object_->durable_bytes = object_->content.size();
        object_->name_is_durable = true;
        return {};
    }
    Status seal() override {
        Status synced = sync();
        if (synced) sealed_ = true;
        return synced;
    }
    std::uint64_t size() const override {
        std::lock_guard lock(object_->mutex);
        return object_->content.size();
    }

  private:
    Status check_usable() const {
        if (sealed_) return failure(ErrorKind::conflict, "the object is sealed");
        if (object_->dead) return failure(ErrorKind::unavailable, "the power went off");
        return {};
    }

    std::shared_ptr<Object> object_;
    bool sealed_ = false;
};

// Cuts the unsynced tail somewhere and, half of the time, damages a byte of what is left of it.
void tear(Object& object, Random& random) {
    const std::size_t unsynced = object.content.size() - object.durable_bytes;
    if (unsynced == 0) return;
    const std::size_t kept = random.next() % (unsynced + 1);
    object.content.resize(object.durable_bytes + kept);
    if (kept > 0 && random.next() % 2 == 0)
        object.content[object.durable_bytes + random.next() % kept] ^= 0x5a;
    object.durable_bytes = object.content.size();
}

tl::unexpected<Error> no_such_object(std::string_view name) {
    return failure(ErrorKind::not_found, "the object does not exist", std::string(name));
}

}  // namespace

MemoryObjectStore::MemoryObjectStore() = default;
MemoryObjectStore::~MemoryObjectStore() = default;

Result<std::unique_ptr<AppendObject>> MemoryObjectStore::create(std::string_view name) {
    Status valid = check_object_name(name);
    if (!valid) return failure(valid.error());
    std::lock_guard lock(mutex_);
    auto [place, is_new] = objects_.try_emplace(std::string(name), nullptr);
    if (!is_new) return failure(ErrorKind::conflict, "the object's name is already taken");
    place->second = std::make_shared<Object>();
    return std::make_unique<MemoryAppendObject>(place->second);
}

std::shared_ptr<MemoryObjectStore::Object> MemoryObjectStore::find(std::string_view name) {
    std::lock_guard lock(mutex_);
    auto found = objects_.find(name);
    return found == objects_.end() ? nullptr : found->second;
}

Status MemoryObjectStore::read(std::string_view name, std::uint64_t offset,
                               std::span<std::uint8_t> out) {
    auto object = find(name);
    if (!object) return no_such_object(name);
    std::lock_guard lock(object->mutex);
    if (offset > object->content.size() || out.size() > object->content.size() - offset) {
        return failure(ErrorKind::corrupt, "an object is shorter than it should be",
                       std::string(name));
    }
    std::copy_n(object->content.begin() + static_cast<std::ptrdiff_t>(offset), out.size(),
                out.begin());
    return {};
}

Result<std::uint64_t> MemoryObjectStore::size(std::string_view name) {
    auto object = find(name);
    if (!object) return no_such_object(name);
    std::lock_guard lock(object->mutex);
    return object->content.size();
}

Status MemoryObjectStore::put(std::string_view name, ByteView content) {
    Status valid = check_object_name(name);
    if (!valid) return valid;
    auto object = std::make_shared<Object>();
    object->content = to_bytes(content);
    object->durable_bytes = content.size();
    object->name_is_durable = true;
    std::lock_guard lock(mutex_);
    objects_[std::string(name)] = std::move(object);
    return {};
}

Result<std::vector<ObjectInfo>> MemoryObjectStore::list(std::string_view prefix) {
    std::lock_guard lock(mutex_);
    std::vector<ObjectInfo> found;
    for (auto& [name, object] : objects_) {
        if (!name.starts_with(prefix)) continue;
        std::lock_guard object_lock(object->mutex);
        found.push_back({name, object->content.size()});
    }
    return found;
}

Status MemoryObjectStore::remove(std::string_view name) {
    std::lock_guard lock(mutex_);
    auto found = objects_.find(name);
    if (found != objects_.end()) objects_.erase(found);
    return {};
}

void MemoryObjectStore::crash(Random& random) {
    std::lock_guard lock(mutex_);
    for (auto place = objects_.begin(); place != objects_.end();) {
        auto before = place->second;
        std::lock_guard object_lock(before->mutex);
        before->dead = true;
        if (!before->name_is_durable && random.next() % 2 == 0) {
            place = objects_.erase(place);
            continue;
        }
        auto after = std::make_shared<Object>();
        after->content = before->content;
        after->durable_bytes = before->durable_bytes;
        after->name_is_durable = true;
        tear(*after, random);
        place->second = std::move(after);
        ++place;
    }
}

void MemoryObjectStore::flip(std::string_view name, std::uint64_t offset) {
    auto object = find(name);
    check(object != nullptr, "flip() of an object that exists");
    std::lock_guard lock(object->mutex);
    check(offset < object->content.size(), "flip() within the object");
    object->content[offset] ^= 0xff;
}

}  // namespace amicast::storage
