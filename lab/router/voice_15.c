/* SPDX-License-Identifier: ISC */
/* The wording of IOS 15 and IOS XE 16. */
#include "lab/router/voice.h"

static const struct wording wordings[SAY_COUNT] = {
    [SAY_LIFE_AGREED] = I("ISAKMP: ({ike}):Acceptable atts:actual life: 0\f"
                          "ISAKMP: ({ike}):Acceptable atts:life: 0\f"
                          "ISAKMP: ({ike}):Fill atts in sa vpi_length:4\f"
                          "ISAKMP: ({ike}):Fill atts in sa life_in_seconds:{life-s}\f"
                          "ISAKMP: ({ike}):Returning Actual lifetime: {life-s}\f"
                          "ISAKMP: ({ike}):Started lifetime timer: {life-s}.\n"),
};

const struct voice voice_15 = {wordings, &voice_123, NULL};
