/* Loaded before the C library: makes the disk under regular files fail or slow, as FAULT says. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int fault(const char *name, int fd) {
    const char *now = getenv("FAULT");
    struct stat status;
    if (!now || strcmp(now, name) || fd <= 2 || fstat(fd, &status)) return 0;
    return S_ISREG(status.st_mode) || S_ISDIR(status.st_mode);
}

static int refused(int fd) {
    if (fault("slow", fd)) usleep(2000);
    if (!fault("full", fd)) return 0;
    errno = ENOSPC;
    return 1;
}

static int unsynced(int fd) {
    if (fault("slow", fd)) usleep(100000);
    if (!fault("fsync", fd)) return 0;
    errno = EIO;
    return 1;
}

#define REAL(name, ...) ((typeof(&name))dlsym(RTLD_NEXT, #name))(__VA_ARGS__)

ssize_t write(int fd, const void *data, size_t size) {
    return refused(fd) ? -1 : REAL(write, fd, data, size);
}

ssize_t writev(int fd, const struct iovec *data, int count) {
    return refused(fd) ? -1 : REAL(writev, fd, data, count);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t place) {
    return refused(fd) ? -1 : REAL(pwrite, fd, data, size, place);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t place) {
    return refused(fd) ? -1 : REAL(pwrite64, fd, data, size, place);
}

int ftruncate64(int fd, off64_t size) { return refused(fd) ? -1 : REAL(ftruncate64, fd, size); }
int fallocate64(int fd, int mode, off64_t at, off64_t size) {
    return refused(fd) ? -1 : REAL(fallocate64, fd, mode, at, size);
}
int posix_fallocate64(int fd, off64_t at, off64_t size) {
    return refused(fd) ? ENOSPC : REAL(posix_fallocate64, fd, at, size);
}

int fsync(int fd) { return unsynced(fd) ? -1 : REAL(fsync, fd); }
int fdatasync(int fd) { return unsynced(fd) ? -1 : REAL(fdatasync, fd); }
