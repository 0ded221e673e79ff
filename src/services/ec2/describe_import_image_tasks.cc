// DescribeImportImageTasks: the account's import tasks that go on, or ended within the last week.
#include <functional>

#include "services/ec2/access.h"
#include "services/ec2/errors.h"
#include "services/ec2/filters.h"
#include "services/ec2/import_task_item.h"
#include "services/ec2/import_task_request.h"
#include "services/ec2/operations.h"
#include "services/ec2/paging.h"
#include "wire/operation.h"

namespace amicast::services::ec2 {
namespace {

using imports::Task;
using Item = ImportTaskView<true>;

struct DescribeImportImageTasksInput {
    std::optional<bool> dry_run;
    std::vector<Filter> filters;
    std::vector<std::string> import_task_ids;
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = DescribeImportImageTasksInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun"),
            wire::member<&This::filters>("Filters"),
            wire::member<&This::import_task_ids>("ImportTaskIds",
                                                 {.location_name = "ImportTaskId"}),
            wire::member<&This::max_results>("MaxResults"),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

struct DescribeImportImageTasksOutput {
    std::vector<Item> import_image_tasks;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = DescribeImportImageTasksOutput;
        static const wire::Member rows[] = {
            wire::member<&This::import_image_tasks>(
                "ImportImageTasks", {.location_name = "importImageTaskSet", .keep_empty = true}),
            wire::member<&This::next_token>("NextToken", {.location_name = "nextToken"}),
        };
        return rows;
    }
};

constexpr FilterField<Task> filter_fields[] = {
    {"task-state",
     [](const Task& task, FilterTexts& out) { out.emplace_back(to_string(task.status)); }},
};

Status check_input(const DescribeImportImageTasksInput& input) {
    for (const std::string& id : input.import_task_ids) {
        Status checked = check_import_task_id(id);
        if (!checked) return checked;
    }
    if (!input.import_task_ids.empty() && input.max_results)
        return failure(cannot_combine("importTaskIds", "maxResults"));
    return {};
}

// An id that does not exist fails the whole call.
Result<DescribeImportImageTasksOutput> describe_by_id(Call& call,
                                                      const DescribeImportImageTasksInput& input,
                                                      const FilterSet<Task>& filters) {
    DescribeImportImageTasksOutput output;
    Status read = call.region.catalog.read([&](catalog::Transaction& tx) -> Status {
        for (const std::string& id : input.import_task_ids) {
            auto task = find_import_task(tx, call, id);
            if (!task) return failure(task.error());
            if (filters.matches(*task)) output.import_image_tasks.push_back(to_view<true>(*task));
        }
        return {};
    });
    if (!read) return failure(read.error());
    return output;
}

Result<DescribeImportImageTasksOutput> describe_page(Call& call,
                                                     const DescribeImportImageTasksInput& input,
                                                     const FilterSet<Task>& filters) {
    auto limit = page_size(input.max_results, {.min = 1});
    if (!limit) return failure(limit.error());
    DescribeImportImageTasksInput same = input;
    same.max_results.reset();
    same.next_token.reset();
    same.dry_run.reset();
    std::string binding = page_binding(call, "DescribeImportImageTasks", wire::to_json(same));
    Result<std::string> after = decode_page_token(binding, input.next_token);
    if (!after) return failure(after.error());
    auto page = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        auto list = [&](const std::string& from, const std::function<bool(const Task&)>& visit) {
            return imports::each_task(tx, call.account(), call.now - imports::tasks_kept, from,
                                      visit);
        };
        auto keep = [&](const Task& task) -> Result<std::optional<Item>> {
            if (!filters.matches(task)) return std::optional<Item>();
            return std::optional(to_view<true>(task));
        };
        return collect_page<Task, Item>(*after, *limit, list, keep,
                                        [](const Task& task) { return task.id; });
    });
    if (!page) return failure(page.error());
    DescribeImportImageTasksOutput output;
    output.import_image_tasks = std::move(page->items);
    if (page->last_key) output.next_token = encode_page_token(binding, *page->last_key);
    return output;
}

Result<DescribeImportImageTasksOutput> describe_import_image_tasks(
    Call& call, const DescribeImportImageTasksInput& input) {
    auto filters = FilterSet<Task>::compile(input.filters, filter_fields, false);
    if (!filters) return failure(filters.error());
    if (input.import_task_ids.empty()) return describe_page(call, input, *filters);
    return describe_by_id(call, input, *filters);
}

std::vector<iam::AccessRequest> describe_import_image_tasks_access(
    Call& call, const DescribeImportImageTasksInput&) {
    return unscoped_access(call, "ec2:DescribeImportImageTasks");
}

}  // namespace

Operation describe_import_image_tasks_operation() {
    return operation<&describe_import_image_tasks, &describe_import_image_tasks_access,
                     &check_input>({.name = "DescribeImportImageTasks"});
}

}  // namespace amicast::services::ec2
