#pragma once

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace penstock
{

/// The last `capacity` values, oldest first; a further one takes the place of the oldest. Memory is
/// taken as values come. A capacity of 0 keeps nothing.
template<class T>
class RingBuffer final
{
public:
    class Iterator final
    {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        // NOLINTBEGIN(readability-identifier-naming): the names that std::iterator_traits asks for
        using pointer = const T *;
        using reference = const T &;
        // NOLINTEND(readability-identifier-naming)

        Iterator() = default;
        Iterator(const RingBuffer *ring, std::size_t index) : m_ring(ring), m_index(index) { }

        reference operator*() const { return (*m_ring)[m_index]; }
        pointer operator->() const { return &(*m_ring)[m_index]; }
        Iterator &operator++()
        {
            ++m_index;
            return *this;
        }
        Iterator operator++(int)
        {
            Iterator before = *this;
            ++m_index;
            return before;
        }
        friend bool operator==(const Iterator &, const Iterator &) = default;

    private:
        const RingBuffer *m_ring = nullptr;
        std::size_t m_index = 0;
    };

    explicit RingBuffer(std::size_t capacity) : m_capacity(capacity) { }

    void push(T value)
    {
        if (m_values.size() < m_capacity) {
            m_values.push_back(std::move(value));
        } else if (m_capacity > 0) {
            m_values[m_oldest] = std::move(value);
            m_oldest = (m_oldest + 1) % m_capacity;
        }
    }

    void clear()
    {
        m_values.clear();
        m_oldest = 0;
    }

    [[nodiscard]] std::size_t size() const { return m_values.size(); }
    [[nodiscard]] std::size_t capacity() const { return m_capacity; }
    [[nodiscard]] bool isEmpty() const { return m_values.empty(); }

    /// 0 is the oldest.
    [[nodiscard]] const T &operator[](std::size_t index) const { return m_values[slot(index)]; }
    [[nodiscard]] T &operator[](std::size_t index) { return m_values[slot(index)]; }
    [[nodiscard]] const T &oldest() const { return (*this)[0]; }
    [[nodiscard]] const T &newest() const { return (*this)[size() - 1]; }

    [[nodiscard]] Iterator begin() const { return Iterator(this, 0); }
    [[nodiscard]] Iterator end() const { return Iterator(this, size()); }

private:
    // m_oldest moves only once the buffer is full, so the size is the right modulus at any time.
    [[nodiscard]] std::size_t slot(std::size_t index) const
    {
        const std::size_t wanted = m_oldest + index;
        return wanted < m_values.size() ? wanted : wanted - m_values.size();
    }

    std::vector<T> m_values;
    std::size_t m_capacity;
    std::size_t m_oldest = 0;
};

} // namespace penstock
