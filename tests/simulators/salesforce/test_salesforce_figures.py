"""What a reader of results asks: revenue of the fiscal quarter, pipeline, activities, currencies."""

from datetime import date

import pytest

from simulators.salesforce.fiscal import fiscal_quarter, span

WON = "SELECT OwnerId, SUM(Amount) won, COUNT(Id) n FROM Opportunity WHERE IsWon = true AND CloseDate = THIS_FISCAL_QUARTER"


async def opportunity(org, owner, stage, close, amount, **more):
    body = {"Name": "o", "StageName": stage, "CloseDate": close, "Amount": amount, "OwnerId": owner} | more
    status, made, _ = await org.call("POST", "/sobjects/Opportunity", body)
    assert status == 201, made
    return made["id"]


async def test_won_revenue_of_the_fiscal_quarter_by_owner(org_of):
    org = await org_of(fiscal_year_start=2)
    a, b = await org.person("A"), await org.person("B")
    await opportunity(org, a, "Closed Won", "2026-05-01", 100)  # the quarter is May to July
    await opportunity(org, a, "Closed Won", "2026-07-31", 50)
    await opportunity(org, a, "Closed Won", "2026-04-30", 1000)
    await opportunity(org, b, "Prospecting", "2026-05-01", 7)
    _, body = await org.query(f"{WON} GROUP BY OwnerId ORDER BY OwnerId LIMIT 2000")
    assert [(row["OwnerId"], row["won"], row["n"]) for row in body["records"]] == [(a, 150, 2)]
    _, body = await org.query("SELECT FiscalYear, FiscalQuarter, Fiscal FROM Opportunity WHERE CloseDate = 2026-04-30")
    assert (body["records"][0]["FiscalYear"], body["records"][0]["Fiscal"]) == (2027, "2027 1")
    soql = "SELECT FISCAL_QUARTER(CloseDate) q, SUM(Amount) FROM Opportunity GROUP BY FISCAL_QUARTER(CloseDate) HAVING COUNT(Id) > 1"
    assert [(row["q"], row["expr0"]) for row in (await org.query(soql))[1]["records"]] == [(2, 157)]


async def test_pipeline_and_activities_by_owner(org):
    a = await org.person("A")
    await opportunity(org, a, "Prospecting", "2026-06-01", 100)
    soql = "SELECT OwnerId, ForecastCategoryName, SUM(Amount) amt, SUM(ExpectedRevenue) wtd FROM Opportunity WHERE IsClosed = false"
    row = (await org.query(f"{soql} GROUP BY OwnerId, ForecastCategoryName"))[1]["records"][0]
    assert (row["ForecastCategoryName"], row["amt"], row["wtd"]) == ("Pipeline", 100, 10)
    for day, status in (("2026-04-04", "Completed"), ("2026-04-03", "Completed"), ("2026-05-04", "Not Started")):
        await org.call("POST", "/sobjects/Task", {"Subject": "Call", "OwnerId": a, "ActivityDate": day, "Status": status})
    soql = "SELECT OwnerId, TaskSubtype, COUNT(Id) n FROM Task WHERE IsClosed = true AND ActivityDate = LAST_N_DAYS:30"
    assert [row["n"] for row in (await org.query(f"{soql} GROUP BY OwnerId, TaskSubtype"))[1]["records"]] == [1]
    soql = "SELECT Owner.UKG_Person_Id__c emp, COUNT(Id) FROM Task GROUP BY Owner.UKG_Person_Id__c"
    assert (await org.query(soql))[1]["records"][0]["emp"] == "A"


async def test_sums_are_in_the_corporate_currency(org_of):
    org = await org_of(currencies={"USD": 1.0, "EUR": 0.5})
    a = await org.person("A")
    await opportunity(org, a, "Closed Won", "2026-05-01", 100)
    await opportunity(org, a, "Closed Won", "2026-05-01", 100, CurrencyIsoCode="EUR")
    assert (await org.query(f"{WON} GROUP BY OwnerId"))[1]["records"][0]["won"] == 300
    assert (await org.query("SELECT Amount, CurrencyIsoCode FROM Opportunity ORDER BY Id"))[1]["records"][1]["CurrencyIsoCode"] == "EUR"
    assert (await org.query("SELECT IsoCode FROM CurrencyType WHERE IsCorporate = true"))[1]["records"][0]["IsoCode"] == "USD"


async def test_an_org_of_one_currency_has_no_currency_fields(org):
    assert (await org.query("SELECT CurrencyIsoCode FROM Opportunity"))[1][0]["errorCode"] == "INVALID_FIELD"
    assert (await org.query("SELECT IsoCode FROM CurrencyType"))[1][0]["errorCode"] == "INVALID_TYPE"


async def test_more_than_2000_groups_are_too_many_without_a_limit(org):
    await org.person("P1")
    await org.do("own", user="P1", records={"Account": 2001})
    status, body = await org.query("SELECT Id, COUNT(Name) FROM Account GROUP BY Id")
    assert (status, body[0]["errorCode"]) == (400, "EXCEEDED_ID_LIMIT")
    assert (await org.query("SELECT Id, COUNT(Name) FROM Account GROUP BY Id LIMIT 2000"))[1]["totalSize"] == 2000


@pytest.mark.parametrize(
    ("word", "first", "after"),
    [
        ("TODAY", date(2026, 5, 4), date(2026, 5, 5)),
        ("LAST_N_DAYS:2", date(2026, 5, 2), date(2026, 5, 5)),
        ("NEXT_N_DAYS:2", date(2026, 5, 5), date(2026, 5, 7)),
        ("THIS_WEEK", date(2026, 5, 3), date(2026, 5, 10)),
        ("LAST_MONTH", date(2026, 4, 1), date(2026, 5, 1)),
        ("THIS_QUARTER", date(2026, 4, 1), date(2026, 7, 1)),
        ("THIS_FISCAL_QUARTER", date(2026, 5, 1), date(2026, 8, 1)),
        ("LAST_FISCAL_QUARTER", date(2026, 2, 1), date(2026, 5, 1)),
        ("NEXT_FISCAL_YEAR", date(2027, 2, 1), date(2028, 2, 1)),
        ("LAST_N_MONTHS:2", date(2026, 3, 1), date(2026, 5, 1)),
        ("N_DAYS_AGO:3", date(2026, 5, 1), date(2026, 5, 2)),
        ("LAST_90_DAYS", date(2026, 2, 3), date(2026, 5, 5)),
    ],
)
def test_date_literals_mean_days(word, first, after):
    assert span(word, date(2026, 5, 4), 2) == (first, after)


def test_a_fiscal_year_is_named_after_the_year_it_ends_in():
    assert [fiscal_quarter(day, 2) for day in (date(2026, 1, 31), date(2026, 2, 1))] == [(2026, 4), (2027, 1)]
    assert fiscal_quarter(date(2026, 12, 31), 1) == (2026, 4)
