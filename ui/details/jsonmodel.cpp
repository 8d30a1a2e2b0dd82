#include "ui/details/jsonmodel.h"

#include "core/queue/visibletext.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"

#include <algorithm>
#include <vector>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

constexpr int enough = text::longestCell + 1; // To tell that there is more.

} // namespace

struct JsonModel::Node
{
    JsonText::Index value = 0;
    JsonText::Index toMake = JsonText::first(0); ///< The next one below it that has no Node yet.
    Node *parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Node>> made{};
};

JsonModel::JsonModel(QObject *parent) : QAbstractItemModel(parent), m_root(std::make_unique<Node>()) {}

JsonModel::~JsonModel() = default;

void JsonModel::setDocument(std::shared_ptr<const JsonText> document)
{
    beginResetModel();
    m_document = std::move(document);
    m_root = std::make_unique<Node>();
    endResetModel();
    fetchMore({});
}

int JsonModel::sizeOf(const Node &node) const
{
    return m_document && !m_document->isNull() ? m_document->size(node.value) : 0;
}

QString JsonModel::shownValue(JsonText::Index value) const
{
    switch (m_document->type(value)) {
    case JsonText::Type::String:
        return u'"' + visibleText(m_document->string(value, enough), text::longestCell) + u'"';
    case JsonText::Type::Array:
        return tr("[ %1 ]").arg(text::count(m_document->size(value)));
    case JsonText::Type::Object:
        return tr("{ %1 }").arg(text::count(m_document->size(value)));
    case JsonText::Type::Word:
        break;
    }
    return text::cell(QString::fromUtf8(m_document->word(value, enough)));
}

JsonModel::Node *JsonModel::nodeAt(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex JsonModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, nodeAt(parent)->made[static_cast<std::size_t>(row)].get());
}

QModelIndex JsonModel::parent(const QModelIndex &index) const
{
    Node *above = index.isValid() ? nodeAt(index)->parent : nullptr;
    if (!above || above == m_root.get())
        return {};
    return createIndex(above->row, 0, above);
}

int JsonModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(nodeAt(parent)->made.size());
}

int JsonModel::columnCount(const QModelIndex &) const
{
    return 2;
}

bool JsonModel::hasChildren(const QModelIndex &parent) const
{
    return parent.column() <= 0 && sizeOf(*nodeAt(parent)) > 0;
}

bool JsonModel::canFetchMore(const QModelIndex &parent) const
{
    return parent.column() <= 0 && rowCount(parent) < sizeOf(*nodeAt(parent));
}

void JsonModel::fetchMore(const QModelIndex &parent)
{
    Node *node = nodeAt(parent);
    const int from = static_cast<int>(node->made.size());
    const int to = std::min(from + piece, sizeOf(*node));
    if (from >= to)
        return;
    beginInsertRows(parent, from, to - 1);
    for (int row = from; row < to; ++row) {
        const JsonText::Index value = node->toMake;
        node->made.push_back(std::make_unique<Node>(Node{value, JsonText::first(value), node, row}));
        node->toMake = m_document->next(value);
    }
    endInsertRows();
}

QVariant JsonModel::data(const QModelIndex &index, int role) const
{
    if (role != Qt::DisplayRole || !index.isValid())
        return {};
    const Node *node = nodeAt(index);
    if (index.column() == 1)
        return shownValue(node->value);
    const bool inArray = m_document->type(node->parent->value) == JsonText::Type::Array;
    return inArray ? QString::number(node->row)
                   : visibleText(m_document->name(node->value, enough), text::longestCell);
}

QVariant JsonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Name") : tr("Value");
}

} // namespace millrace
