// Walks over a JSON text that is known to be well-formed: braces, brackets and strings suffice.
#include "iam/statement_positions.h"

#include <optional>

namespace amicast::iam {
namespace {

constexpr std::string_view statement_key = "\"Statement\"";

class Walker {
  public:
    explicit Walker(std::string_view text) : text_(text) {}

    std::vector<StatementPosition> walk() {
        while (at_ < text_.size())
            step();
        return std::move(found_);
    }

  private:
    // Past one character, or past a whole string.
    void step() {
        char c = text_[at_];
        if (c == '"') {
            skip_string();
            return;
        }
        advance();
        if (c == '{' || c == '[') open(c);
        if (c == '}' || c == ']') close(c);
    }

    void advance() {
        auto byte = static_cast<unsigned char>(text_[at_++]);
        if (byte == '\n') {
            ++here_.line;
            here_.column = 1;
        } else if ((byte & 0xC0) != 0x80) {  // the bytes that continue a character do not count
            ++here_.column;
        }
    }

    void skip_string() {
        // At this depth a text is a key of the document, or a value that is over with itself.
        if (depth_ == 1) in_statements_ = text_.substr(at_).starts_with(statement_key);
        bool escaped = false;
        advance();
        while (at_ < text_.size()) {
            char c = text_[at_];
            advance();
            if (!escaped && c == '"') break;
            escaped = !escaped && c == '\\';
        }
    }

    // A statement is an object directly under "Statement", or in its list.
    void open(char brace) {
        bool directly = in_statements_ && (depth_ == 1 || (depth_ == 2 && in_list_));
        if (directly && brace == '{') {
            start_ = here_;
            start_depth_ = depth_;
        }
        if (in_statements_ && depth_ == 1 && brace == '[') in_list_ = true;
        ++depth_;
    }

    void close(char brace) {
        --depth_;
        if (brace == '}' && start_ && depth_ == start_depth_) {
            found_.push_back({.start = *start_, .end = here_});
            start_.reset();
        }
        if (depth_ == 1) {
            in_list_ = false;
            in_statements_ = false;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    TextPosition here_;
    int depth_ = 0;
    int start_depth_ = 0;
    bool in_statements_ = false;
    bool in_list_ = false;
    std::optional<TextPosition> start_;
    std::vector<StatementPosition> found_;
};

}  // namespace

std::vector<StatementPosition> statement_positions(std::string_view policy) {
    return Walker(policy).walk();
}

}  // namespace amicast::iam
