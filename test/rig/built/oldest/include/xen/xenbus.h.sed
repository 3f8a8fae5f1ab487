# SPDX-License-Identifier: GPL-2.0
s/^struct work_struct;$/&\
void xenbus_probe(struct work_struct *unused);/
