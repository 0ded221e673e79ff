#include "catalog/faulty_database.h"

namespace amicast::catalog {

class FaultyDatabase::FaultyTransaction final : public Transaction {
  public:
    FaultyTransaction(FaultyDatabase& faults, Transaction& inner)
        : faults_(faults), inner_(inner) {}

    Status query(std::string_view sql, Parameters parameters, const RowFunction& each) override {
        if (Status event = faults_.next_event("statement"); !event) return event;
        return inner_.query(sql, parameters, each);
    }
    Result<std::int64_t> execute(std::string_view sql, Parameters parameters) override {
        if (Status event = faults_.next_event("statement"); !event) {
            return failure(event.error());
        }
        return inner_.execute(sql, parameters);
    }

  private:
    FaultyDatabase& faults_;
    Transaction& inner_;
};

void FaultyDatabase::fail_at(std::int64_t n) {
    order(n, false);
}

void FaultyDatabase::fail_from(std::int64_t n) {
    order(n, true);
}

void FaultyDatabase::order(std::int64_t n, bool for_good) {
    fail_at_ = 0;
    events_ = 0;
    failed_ = false;
    for_good_ = for_good;
    fail_at_ = n;
}

Status FaultyDatabase::next_event(const char* what) {
    std::int64_t event = ++events_;
    std::int64_t ordered = fail_at_;
    if (ordered == 0 || event < ordered || (event > ordered && !for_good_)) return {};
    failed_ = true;
    return failure(ErrorKind::unavailable, "The catalog cannot be used at the moment.",
                   std::string("ordered failure of a ") + what);
}

Status FaultyDatabase::write(const Work& work) {
    Status written = inner_.write([&](Transaction& tx) -> Status {
        FaultyTransaction faulty(*this, tx);
        if (Status worked = work(faulty); !worked) return worked;
        return next_event("commit");
    });
    if (!written) return written;
    return next_event("commit's answer");
}

Status FaultyDatabase::read(const Work& work) {
    return inner_.read([&](Transaction& tx) -> Status {
        FaultyTransaction faulty(*this, tx);
        return work(faulty);
    });
}

}  // namespace amicast::catalog
