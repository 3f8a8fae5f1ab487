// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "command.h"
#include "facts.h"
#include "lock.h"

bool lock_take(const char *name)
{
	char path[PATH_LENGTH];
	int fd;

	mkdir(RUN_FOLDER, 0755);
	snprintf(path, sizeof(path), RUN_FOLDER "/%s", name);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0 && !flock(fd, LOCK_EX))
		return true;
	complain("%s: %s", path, strerror(errno));
	return false;
}
