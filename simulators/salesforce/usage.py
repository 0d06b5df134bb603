"""How many calls the org has left: a day of them, rolling, and the header that tells (salesforce.md §6.1, §6.2)."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulators.salesforce.errors import Refusal
from simulators.salesforce.org import Org

DAY = timedelta(hours=24)
FIXED = {  # limits a provisioning client may look at; Max as an Enterprise org shows them
    "ConcurrentSyncReportRuns": 20,
    "DailyAsyncApexExecutions": 250000,
    "DailyBulkApiBatches": 15000,
    "DailyBulkV2QueryFileStorageMB": 976562,
    "DailyBulkV2QueryJobs": 10000,
    "DailyDeliveredPlatformEvents": 10000,
    "DailyGenericStreamingApiEvents": 10000,
    "DailyStreamingApiEvents": 10000,
    "DailyWorkflowEmails": 500000,
    "DataStorageMB": 10240,
    "FileStorageMB": 10240,
    "HourlyAsyncReportRuns": 1200,
    "HourlyDashboardRefreshes": 200,
    "HourlyODataCallout": 20000,
    "HourlyPublishedPlatformEvents": 50000,
    "HourlySyncReportRuns": 500,
    "HourlyTimeBasedWorkflow": 1000,
    "MassEmail": 5000,
    "SingleEmail": 5000,
    "StreamingApiConcurrentClients": 1000,
}


@dataclass(slots=True)
class Usage:
    """Instants of the calls of the last day."""

    calls: deque[datetime] = field(default_factory=deque)

    def used(self, org: Org) -> int:
        since = org.clock.now() - DAY
        while self.calls and self.calls[0] <= since:
            self.calls.popleft()
        return len(self.calls)

    def most(self, org: Org) -> int:
        """100,000 and 1,000 a licence, as Enterprise has it, unless the org was told otherwise."""
        if org.options.daily_api_requests is not None:
            return org.options.daily_api_requests
        return 100_000 + 1000 * sum(max(0, int(row["TotalLicenses"])) for row in org.table("UserLicense").rows.values())

    def count(self, org: Org) -> None:
        """Counts a call; raises Refusal when there are none left."""
        if self.used(org) >= self.most(org):
            status = org.open_points.daily_limit_status
            raise Refusal("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", None, status)
        self.calls.append(org.clock.now())

    def header(self, org: Org) -> str:
        used = self.used(org)
        return f"api-usage={used - used % org.options.usage_step}/{self.most(org)}"

    def limits(self, org: Org) -> dict[str, dict[str, int]]:
        """The body of `/limits`."""
        most = self.most(org)
        daily = {"DailyApiRequests": {"Max": most, "Remaining": max(0, most - self.used(org))}}
        return dict(sorted((daily | {name: {"Max": value, "Remaining": value} for name, value in FIXED.items()}).items()))
