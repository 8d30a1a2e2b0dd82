#include "ui/details/jsonmodel.h"

#include "core/queue/visibletext.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <vector>

namespace millrace {

using namespace Qt::StringLiterals;

struct JsonModel::Node
{
    QString name;
    QJsonValue value;
    Node *parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Node>> made;

    [[nodiscard]] int size() const
    {
        if (value.isArray())
            return static_cast<int>(value.toArray().size());
        return value.isObject() ? static_cast<int>(value.toObject().size()) : 0;
    }
};

namespace {

QString shownValue(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return u"null"_s;
    case QJsonValue::Bool:
        return value.toBool() ? u"true"_s : u"false"_s;
    case QJsonValue::Double:
        return value.toVariant().toString();
    case QJsonValue::String:
        return u'"' + visibleText(value.toString(), text::longestCell) + u'"';
    case QJsonValue::Array:
        return JsonModel::tr("[ %1 ]").arg(text::count(value.toArray().size()));
    case QJsonValue::Object:
        return JsonModel::tr("{ %1 }").arg(text::count(value.toObject().size()));
    case QJsonValue::Undefined:
        break;
    }
    return {};
}

} // namespace

JsonModel::JsonModel(QObject *parent) : QAbstractItemModel(parent), m_root(std::make_unique<Node>()) {}

JsonModel::~JsonModel() = default;

void JsonModel::setDocument(const QJsonDocument &document)
{
    beginResetModel();
    m_root = std::make_unique<Node>();
    m_root->value = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    endResetModel();
    fetchMore({});
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
    return parent.column() <= 0 && nodeAt(parent)->size() > 0;
}

bool JsonModel::canFetchMore(const QModelIndex &parent) const
{
    return parent.column() <= 0 && rowCount(parent) < nodeAt(parent)->size();
}

void JsonModel::fetchMore(const QModelIndex &parent)
{
    Node *node = nodeAt(parent);
    const int from = static_cast<int>(node->made.size());
    const int to = std::min(from + piece, node->size());
    if (from >= to)
        return;
    beginInsertRows(parent, from, to - 1);
    const QJsonArray array = node->value.toArray();
    const QJsonObject object = node->value.toObject();
    auto member = object.constBegin() + (node->value.isObject() ? from : 0);
    for (int row = from; row < to; ++row) {
        auto child = std::make_unique<Node>();
        child->parent = node;
        child->row = row;
        if (node->value.isArray()) {
            child->name = QString::number(row);
            child->value = array.at(row);
        } else {
            child->name = visibleText(member.key(), text::longestCell);
            child->value = member.value();
            ++member;
        }
        node->made.push_back(std::move(child));
    }
    endInsertRows();
}

QVariant JsonModel::data(const QModelIndex &index, int role) const
{
    if (role != Qt::DisplayRole || !index.isValid())
        return {};
    const Node *node = nodeAt(index);
    return index.column() == 0 ? node->name : shownValue(node->value);
}

QVariant JsonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Name") : tr("Value");
}

} // namespace millrace
