/*
 * Records, in order, what a process asks of the files in one folder, and what it says on stdout.
 *
 * LD_PRELOAD=shim.so POWERLOSS_FOLDER=/dir POWERLOSS_JOURNAL=/other/journal
 *
 * A record: one byte kind, one byte name length, 4 bytes data length, 8 bytes offset (both little-endian), name, data.
 *   W write    T truncate    S sync    U unlink    O output on stdout
 * Files that end in -shm are left out: SQLite makes them anew after a crash.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int journal = -1;
static char folder[PATH_MAX];
static size_t folder_length;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void start(void) {
  const char *dir = getenv("POWERLOSS_FOLDER");
  const char *path = getenv("POWERLOSS_JOURNAL");
  if (dir == NULL || path == NULL) return;
  snprintf(folder, sizeof folder, "%s/", dir);
  folder_length = strlen(folder);
  journal = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (journal < 0) abort();
}

/* Name of a path inside the folder, NULL for every other path. */
static const char *watched_path(const char *path) {
  if (journal < 0 || strncmp(path, folder, folder_length) != 0) return NULL;
  const char *name = path + folder_length;
  size_t length = strlen(name);
  if (length == 0 || length > 255 || (length > 4 && strcmp(name + length - 4, "-shm") == 0)) return NULL;
  return name;
}

static const char *watched(int fd, char *path) {
  if (journal < 0 || fd < 0) return NULL;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length <= 0) return NULL;
  path[length] = 0;
  return watched_path(path);
}

static void put(const void *bytes, size_t length) {
  static ssize_t (*real)(int, const void *, size_t);
  if (real == NULL) real = REAL(write);
  const char *at = bytes;
  while (length > 0) {
    ssize_t done = real(journal, at, length);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) abort();
    at += done;
    length -= (size_t)done;
  }
}

static void record(char kind, const char *name, uint64_t offset, const void *data, uint32_t length) {
  uint8_t head[14] = {(uint8_t)kind, (uint8_t)strlen(name)};
  memcpy(head + 2, &length, 4);
  memcpy(head + 6, &offset, 8);
  put(head, sizeof head);
  put(name, strlen(name));
  if (length > 0) put(data, length);
}

/* Runs the call and its record as one step, so that the journal has the order in which things happened. */
#define STEP(fd, type, call, on_done)                 \
  char path[PATH_MAX];                                \
  const char *name = watched(fd, path);               \
  if (name == NULL) return call;                      \
  pthread_mutex_lock(&lock);                          \
  type result = call;                                 \
  int kept = errno;                                   \
  on_done;                                            \
  pthread_mutex_unlock(&lock);                        \
  errno = kept;                                       \
  return result

#define PWRITE(symbol, offset_type)                                                            \
  ssize_t symbol(int fd, const void *data, size_t length, offset_type offset) {                \
    STEP(fd, ssize_t, REAL(symbol)(fd, data, length, offset),                                  \
         if (result > 0) record('W', name, (uint64_t)offset, data, (uint32_t)result));         \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(symbol, length_type)                                                  \
  int symbol(int fd, length_type length) {                                             \
    STEP(fd, int, REAL(symbol)(fd, length),                                            \
         if (result == 0) record('T', name, (uint64_t)length, NULL, 0));               \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int fsync(int fd) { STEP(fd, int, REAL(fsync)(fd), if (result == 0) record('S', name, 0, NULL, 0)); }
int fdatasync(int fd) { STEP(fd, int, REAL(fdatasync)(fd), if (result == 0) record('S', name, 0, NULL, 0)); }

int unlink(const char *file) {
  const char *name = watched_path(file);
  if (name == NULL) return REAL(unlink)(file);
  pthread_mutex_lock(&lock);
  int result = REAL(unlink)(file);
  int kept = errno;
  if (result == 0) record('U', name, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = kept;
  return result;
}

/* Output counts as given before the reader can see it; a file in the folder is written where its position stands. */
ssize_t write(int fd, const void *data, size_t length) {
  if (fd == STDOUT_FILENO && journal >= 0) {
    pthread_mutex_lock(&lock);
    ssize_t result = REAL(write)(fd, data, length);
    int kept = errno;
    if (result > 0) record('O', "", 0, data, (uint32_t)result);
    pthread_mutex_unlock(&lock);
    errno = kept;
    return result;
  }
  STEP(fd, ssize_t, REAL(write)(fd, data, length),
       if (result > 0) record('W', name, (uint64_t)(lseek(fd, 0, SEEK_CUR) - result), data, (uint32_t)result));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  char path[PATH_MAX];
  const char *name = fd == STDOUT_FILENO && journal >= 0 ? "" : watched(fd, path);
  if (name == NULL) return REAL(writev)(fd, parts, count);
  ssize_t total = 0;
  for (int index = 0; index < count; index += 1) {
    ssize_t done = write(fd, parts[index].iov_base, parts[index].iov_len);
    if (done < 0) return total > 0 ? total : done;
    total += done;
    if ((size_t)done < parts[index].iov_len) break;
  }
  return total;
}
