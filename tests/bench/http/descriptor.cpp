#include "descriptor.h"

#include <unistd.h>
#include <utility>

namespace penstock::bench
{

Descriptor::Descriptor(Descriptor &&other) noexcept
    : m_number(std::exchange(other.m_number, -1)) { }

Descriptor &Descriptor::operator=(Descriptor &&other) noexcept
{
    if (this != &other) {
        close();
        m_number = std::exchange(other.m_number, -1);
    }
    return *this;
}

Descriptor::~Descriptor()
{
    close();
}

void Descriptor::close()
{
    if (isOpen()) {
        ::close(std::exchange(m_number, -1));
    }
}

} // namespace penstock::bench
