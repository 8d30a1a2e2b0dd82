// The few dozen functions of the C library that the shim uses, and nothing of the library's start-up.
//
// The shim is started once a job. Of what that costs, glibc's start-up is most even when linked statically: it asks
// the processor for its features some fifty times, and in a virtual machine each answer is a trip to the host. With
// these the start is 0.12 ms of CPU instead of 0.41 ms. Only for x86-64; elsewhere, and in the sanitized builds, the
// same sources are linked with the real library.

#include "core/runners/command/shim/bare/call.h"

#include <unistd.h>

// Where the kernel enters: argc, argv and the environment are on the stack. And vfork(), whose return address must
// not lie on the stack that the child shares, and what a signal handler returns to.
__asm__(R"(
.text
.globl _start
_start:
    xor %ebp, %ebp
    mov (%rsp), %rdi
    lea 8(%rsp), %rsi
    lea 8(%rsi, %rdi, 8), %rax
    mov %rax, environ(%rip)
    and $-16, %rsp
    call main
    mov %eax, %edi
    mov $231, %eax
    syscall

.globl vfork
vfork:
    pop %rdi
    mov $58, %eax
    syscall
    push %rdi
    test %rax, %rax
    jns 1f
    neg %eax
    mov %eax, vforkError(%rip)
    mov $-1, %rax
1:  ret

.globl returnFromSignal
returnFromSignal:
    mov $15, %eax
    syscall
)");

namespace millrace::shim::bare {
int &lastError()
{
    static int error = 0;
    return error;
}
} // namespace millrace::shim::bare

extern "C" {

int vforkError;
char **environ;

int *__errno_location() noexcept
{
    using millrace::shim::bare::lastError;
    if (vforkError) {
        lastError() = vforkError;
        vforkError = 0;
    }
    return &lastError();
}

void *memcpy(void *to, const void *from, std::size_t size) noexcept
{
    void *at = to;
    __asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(size) : : "memory");
    return to;
}

void *memset(void *to, int value, std::size_t size) noexcept
{
    void *at = to;
    __asm__ volatile("rep stosb" : "+D"(at), "+c"(size) : "a"(value) : "memory");
    return to;
}

void *memmove(void *to, const void *from, std::size_t size) noexcept
{
    if (to <= from || static_cast<char *>(to) >= static_cast<const char *>(from) + size)
        return memcpy(to, from, size);
    for (std::size_t i = size; i-- > 0;)
        static_cast<volatile char *>(to)[i] = static_cast<const char *>(from)[i];
    return to;
}

int strcmp(const char *a, const char *b) noexcept
{
    while (*a && *a == *b)
        ++a, ++b;
    return static_cast<unsigned char>(*a) - static_cast<unsigned char>(*b);
}

} // extern "C"
