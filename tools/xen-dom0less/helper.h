/* SPDX-License-Identifier: GPL-2.0 */
/* Finds Xen's own programs in dom0, and asks xl. */
#ifndef HELPER_H
#define HELPER_H

#include "facts.h"

/* Where "make dom0_install" puts init-dom0less-vcpus.so. */
#ifndef DOM0LIBDIR
#define DOM0LIBDIR "/usr/lib/xenbus-late-init"
#endif
#define VCPUS_LIBRARY DOM0LIBDIR "/init-dom0less-vcpus.so"

/* Find the init-dom0less for Xen @major.@minor. */
void helper_find(struct helper *helper, unsigned int major, unsigned int minor);
/* Was it built for another release of Xen? */
bool helper_is_for_other_xen(const struct helper *helper, unsigned int major, unsigned int minor);
/* Append the directories of Xen's programs to PATH. */
void helper_extend_path(unsigned int major, unsigned int minor);
/* Find a program in PATH. If there is none, @path is its name alone. */
void helper_find_program(char *path, size_t size, const char *name);
/*
 * Find the command that starts the xenstore server on this host. @root: the root directory,
 * "" except in tests. @xen_init_dom0: the path of that program.
 */
void helper_find_start(char *command, size_t size, const char *root, const char *xen_init_dom0);
/* Fill in what "xl list" shows: each guest's memory, vCPUs, and whether it has shut down. */
void helper_ask_xl(struct guest guests[], size_t count);

#endif /* HELPER_H */
