# SPDX-License-Identifier: GPL-2.0
include $(sort $(wildcard $(BR2_EXTERNAL_XENBUS_LATE_INIT_PATH)/package/*/*.mk))
