#include <errno.h>
#include <modbus.h>
// Of Linux, what Swift's Glibc module leaves out. No header that Glibc's module has: its names would change their module.
#include <sys/epoll.h>
#include <sys/eventfd.h>
