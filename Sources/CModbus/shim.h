#include <errno.h>
#include <modbus.h>
// Of Linux, what Swift's Glibc module leaves out.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
int accept4(int, struct sockaddr *, socklen_t *, int);
