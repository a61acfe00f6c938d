#ifndef SUASOR_SUASOR_H
#define SUASOR_SUASOR_H

/* The whole C interface between a host and its plugins. */

#include "config.h"
#include "database.h"
#include "diagnostics.h"
#include "entry.h"
#include "host.h"
#include "job_context.h"
#include "job_service.h"
#include "log.h"
#include "metrics.h"
#include "migrator.h"
#include "plugin.h"
#include "request.h"
#include "responder.h"
#include "router.h"
#include "scheduler.h"
#include "types.h"

#endif
