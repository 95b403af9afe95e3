// Messages in an Android backup: apps/com.android.providers.telephony/d_f/NNNNNN_sms_backup and
// …_mms_backup, JSON arrays of up to 1,000 messages in a zlib stream each (the container code has
// unpacked it). The columns are those of the telephony provider.
//
// Source: AOSP, packages/providers/TelephonyProvider, TelephonyBackupAgent.java.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_android_backup_reader();

}  // namespace clew::readers
