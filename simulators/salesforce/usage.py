"""How many calls the org has left: a day of them, rolling, and the header that tells (salesforce.md §6.1, §6.2)."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from simulators.salesforce.errors import Refusal
from simulators.salesforce.org import Org

DAY = timedelta(hours=24)
FIXED = {  # every limit a 2026 org lists; Max as an Enterprise org shows them, or as the recorded Developer Edition does
    "AnalyticsExternalDataSizeMB": 40960,
    "CdpAiInferenceApiMonthlyLimit": 500000000,
    "ConcurrentAsyncGetReportInstances": 200,
    "ConcurrentEinsteinDataInsightsStoryCreation": 5,
    "ConcurrentEinsteinDiscoveryStoryCreation": 2,
    "ConcurrentSyncReportRuns": 20,
    "ContentDistBandwidthLimitMB": 51200,
    "ContentDistViewLimit": 50000,
    "ContentPublicationLimit": 2500,
    "DailyAnalyticsDataflowJobExecutions": 60,
    "DailyAnalyticsUploadedFilesSizeMB": 51200,
    "DailyApexCursorLimit": 10000,
    "DailyApexCursorRowsLimit": 100000000,
    "DailyApexPCursorLimit": 200000,
    "DailyAsyncApexExecutions": 250000,
    "DailyAsyncApexTests": 500,
    "DailyBulkApiBatches": 15000,
    "DailyBulkV2QueryFileStorageMB": 976562,
    "DailyBulkV2QueryJobs": 10000,
    "DailyDeliveredPlatformEvents": 10000,
    "DailyDurableGenericStreamingApiEvents": 10000,
    "DailyDurableStreamingApiEvents": 10000,
    "DailyEinsteinDataInsightsStoryCreation": 1000,
    "DailyEinsteinDiscoveryOptimizationJobRuns": 25,
    "DailyEinsteinDiscoveryPredictAPICalls": 50000,
    "DailyEinsteinDiscoveryPredictionsByCDC": 500000,
    "DailyEinsteinDiscoveryStoryCreation": 100,
    "DailyFunctionsApiCallLimit": 50000,
    "DailyGenericStreamingApiEvents": 10000,
    "DailyMetadataRetrievesWithDependencies": 25,
    "DailyServiceEmailAgentforceCalls": 5000,
    "DailyStandardVolumePlatformEvents": 10000,
    "DailyStreamingApiEvents": 10000,
    "DailyWorkflowEmails": 500000,
    "DataStorageMB": 10240,
    "DurableStreamingApiConcurrentClients": 20,
    "ExternalServicesActiveObjects": 3000,
    "ExternalServicesActiveOperations": 3000,
    "ExternalServicesObjectProperties": 400000,
    "ExternalServicesObjects": 10000,
    "ExternalServicesOperations": 10000,
    "ExternalServicesRegistrations": 700,
    "FileStorageMB": 10240,
    "HourlyAsyncReportRuns": 1200,
    "HourlyDashboardRefreshes": 200,
    "HourlyDashboardResults": 5000,
    "HourlyDashboardStatuses": 999999999,
    "HourlyElevateAsyncReportRuns": 1200,
    "HourlyElevateSyncReportRuns": 500,
    "HourlyLongTermIdMapping": 100000,
    "HourlyManagedContentPublicRequests": 50000,
    "HourlyODataCallout": 20000,
    "HourlyPublishedPlatformEvents": 50000,
    "HourlyPublishedStandardVolumePlatformEvents": 1000,
    "HourlyShortTermIdMapping": 100000,
    "HourlySyncReportRuns": 500,
    "HourlyTimeBasedWorkflow": 1000,
    "MassEmail": 5000,
    "MaxContentDocumentsLimit": 30000000,
    "MonthlyEinsteinDiscoveryStoryCreation": 500,
    "Package2VersionCreates": 6,
    "Package2VersionCreatesWithoutValidation": 500,
    "PlatformEventTriggersWithParallelProcessing": 5,
    "PrivateConnectOutboundCalloutHourlyLimitMB": 0,
    "PublishCallbackUsageInApex": 5242880,
    "ScheduledFlowRunLimit": 250000,
    "ScheduledPathRunLimit": 250000,
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
        bursts = "; api-bursts=1/750" if org.open_points.bursts_shown else ""
        return f"api-usage={used - used % org.options.usage_step}/{self.most(org)}{bursts}"

    def limits(self, org: Org, batches: int) -> dict[str, Any]:
        """The body of `/limits`."""
        most = self.most(org)
        left: dict[str, Any] = {name: {"Max": value, "Remaining": value} for name, value in FIXED.items()}
        left["DailyApiRequests"] = {"Max": most, "Remaining": max(0, most - self.used(org))}
        left["DailyBulkApiBatches"]["Remaining"] -= batches
        left["PermissionSets"] = {"Max": 1500, "Remaining": 1498, "CreateCustom": {"Max": 1000, "Remaining": 998}}
        return dict(sorted(left.items()))
