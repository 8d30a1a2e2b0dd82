#pragma once

#include "ui/details/jsontext.h"

#include <QAbstractItemModel>

#include <memory>

namespace millrace {

/// A JSON document as a tree of names and values.
///
/// What is below an entry is made when it is opened, in pieces: a million entries cost what is looked at.
class JsonModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    static constexpr int piece = 500; ///< Entries made at a time.

    explicit JsonModel(QObject *parent = nullptr);
    ~JsonModel() override;

    void setDocument(std::shared_ptr<const JsonText> document);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Node;
    [[nodiscard]] Node *nodeAt(const QModelIndex &index) const;
    [[nodiscard]] int sizeOf(const Node &node) const;
    [[nodiscard]] QString shownValue(JsonText::Index value) const;

    std::shared_ptr<const JsonText> m_document;
    std::unique_ptr<Node> m_root;
};

} // namespace millrace
