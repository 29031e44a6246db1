#pragma once
// The one door to Sofia's headers; included by this room's .cpp files only.
#include <cstdint>
#define SU_ROOT_MAGIC_T void
#define NTA_AGENT_MAGIC_T void
#define NTA_LEG_MAGIC_T void
#define NTA_INCOMING_MAGIC_T void
#define NTA_OUTGOING_MAGIC_T void
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/sresolv.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/su_wait.h>
#include <sofia-sip/tport.h>
#include <sofia-sip/tport_tag.h>

// Exported by the library, absent from its public headers (tport_internal.h).
extern "C" {
msg_t* tport_msg_alloc(tport_t const*, usize_t);
void tport_deliver(tport_t*, msg_t*, msg_t*, void*, su_time_t);
void tport_error_report(tport_t*, int, su_sockaddr_t const*);
}
