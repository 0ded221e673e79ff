// Forms: decoding, order of indexes, bounds.
#include "wire/form.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"

namespace amicast::wire {
namespace {

std::vector<std::size_t> indexes(const FormNode& node) {
    std::vector<FormElement> elements;
    EXPECT_FALSE(node.elements(elements));
    std::vector<std::size_t> out;
    for (const auto& element : elements)
        out.push_back(element.index);
    return out;
}

TEST(Form, FindsValuesBelowNames) {
    Form form;
    ASSERT_FALSE(form.read("", "A=1&B.C=x&B.C.D=y&BC=no&B=own"));
    FormNode root = form.root();
    EXPECT_EQ(root.child("A").value(), "1");
    EXPECT_FALSE(root.child("A").has_children());
    EXPECT_EQ(root.child("B").value(), "own");
    EXPECT_TRUE(root.child("B").has_children());
    EXPECT_EQ(root.child("B").child("C").value(), "x");
    EXPECT_EQ(root.child("B").child("C").child("D").value(), "y");
    EXPECT_EQ(root.child("B.C").child("D").value(), "y");
    EXPECT_FALSE(root.child("C").present());
    EXPECT_FALSE(root.child("").present());
    EXPECT_FALSE(root.child("A").child("X").present());
}

TEST(Form, NamesThatShareAPrefixStayApart) {
    Form form;
    ASSERT_FALSE(form.read("", "Filter-x=1&Filters.1=a&Filter.1=b&Filter0=c&Filter=d"));
    EXPECT_EQ(form.root().child("Filter").value(), "d");
    EXPECT_EQ(form.root().child("Filter").child("1").value(), "b");
    EXPECT_EQ(form.root().child("Filters").child("1").value(), "a");
    EXPECT_EQ(form.root().child("Filter0").value(), "c");
    EXPECT_EQ(form.root().child("Filter-x").value(), "1");
}

TEST(Form, DecodesPlusEscapesAndKeysWithoutValue) {
    Form form;
    ASSERT_FALSE(form.read("", "a+b=c+%2B%20%C3%A9&&bare&=nameless&e==%3D"));
    EXPECT_EQ(form.root().child("a b").value(), "c + é");
    EXPECT_EQ(form.root().child("bare").value(), "");
    EXPECT_EQ(form.root().child("").value(), "nameless");
    EXPECT_EQ(form.root().child("e").value(), "==");
}

// Whoever sits in between could otherwise turn a signed `%2B` into a space.
TEST(Form, PlusInTheQueryStringIsItself) {
    Form form;
    ASSERT_FALSE(form.read("a=b+c%20d%2Be", ""));
    EXPECT_EQ(form.root().child("a").value(), "b+c d+e");
}

TEST(Form, LastValueWinsAndBodyBeatsQueryString) {
    Form form;
    ASSERT_FALSE(form.read("X=query&Y=only", "X=first&X=last"));
    EXPECT_EQ(form.root().child("X").value(), "last");
    EXPECT_EQ(form.root().child("Y").value(), "only");
}

TEST(Form, IndexesSortAsNumbersAndMayHaveGaps) {
    Form form;
    ASSERT_FALSE(form.read("", "L.10=j&L.9=i&L.0=z&L.100=k&L.2.A=b&L.2.B=c"));
    EXPECT_EQ(indexes(form.root().child("L")), (std::vector<std::size_t>{0, 2, 9, 10, 100}));
    EXPECT_TRUE(indexes(form.root().child("M")).empty());
}

TEST(Form, RefusesIndexesThatAreNone) {
    auto largest = fmt::format("L.{}=x", limits::query_index_max);
    Form good;
    ASSERT_FALSE(good.read("", largest));
    EXPECT_EQ(indexes(good.root().child("L")), std::vector<std::size_t>{limits::query_index_max});
    for (std::string bad : {"L.x=1", "L.-1=1", "L.1x=1", "L.01=1", "L.=1", "L.+1=1",
                            "L.99999999999999999999999=1", "L.100001=1"}) {
        Form form;
        ASSERT_FALSE(form.read("", bad)) << bad;
        std::vector<FormElement> elements;
        Problem problem = form.root().child("L").elements(elements);
        ASSERT_TRUE(problem) << bad;
        EXPECT_EQ(problem->what, InputProblem::What::wrong_type) << bad;
        EXPECT_EQ(problem->expected, "a list index from 1 to 100000");
    }
}

TEST(Form, RefusesBrokenEscapesAndInvalidUtf8) {
    for (std::string bad :
         {"A=%", "A=%4", "A=%zz", "%G0=1", "A=%FF", "A=\xC3", "%80=x", "A=%ED%A0%80"}) {
        Form form;
        Problem problem = form.read("", bad);
        ASSERT_TRUE(problem) << bad;
        EXPECT_EQ(problem->what, InputProblem::What::malformed) << bad;
    }
    Form form;
    Problem problem = form.read("", "Description=%FF");
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->path, "Description");
}

TEST(Form, BoundsTheNumberOfParameters) {
    std::string text;
    for (std::size_t i = 0; i < limits::query_parameters_max; ++i)
        text += "a&";
    Form full;
    EXPECT_FALSE(full.read("", text));
    Form over;
    Problem problem = over.read("a", text);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->what, InputProblem::What::malformed);
    EXPECT_EQ(problem->expected, "at most 120000 parameters");
}

TEST(FindFormValue, ReadsOneKeyOnly) {
    EXPECT_EQ(find_form_value("Version=1&Action=CopyImage&ActionX=no", "Action"), "CopyImage");
    EXPECT_EQ(find_form_value("%41ction=Copy%49mage", "Action"), "CopyImage");
    EXPECT_EQ(find_form_value("Action=A&Action=B", "Action"), "B");
    EXPECT_EQ(find_form_value("Filter.1.Action=A", "Action"), "");
    EXPECT_EQ(find_form_value("Action=%FF", "Action"), "");
    EXPECT_EQ(find_form_value("", "Action"), "");
}

}  // namespace
}  // namespace amicast::wire
