param location string
param tags object
param suffix string
param alertEmail string
param appName string
param serviceBusNamespaceName string
param applicationInsightsName string
@description('Asked from outside every five minutes; empty where nobody outside can reach it.')
param healthUrl string
param monthlyBudget int
param budgetStartDate string

resource app 'Microsoft.Web/sites@2024-11-01' existing = { name: appName }
resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = { name: serviceBusNamespaceName }
resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = { name: applicationInsightsName }

resource team 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-notifier-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'notifier'
    enabled: true
    emailReceivers: [
      {
        name: 'team'
        emailAddress: alertEmail
        useCommonAlertSchema: true
      }
    ]
  }
}

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'dead-letters'
  location: 'global'
  tags: tags
  properties: {
    description: 'Messages were dead-lettered. The sweep returns those that failed for want of ledger or bus; what stays needs a person: GET /api/rejected.'
    severity: 1
    enabled: true
    scopes: [namespace.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'deadLettered'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          dimensions: [
            {
              name: 'EntityName'
              operator: 'Include'
              values: ['*']
            }
          ]
          operator: 'GreaterThan'
          threshold: 0
          timeAggregation: 'Maximum'
        }
      ]
    }
    actions: [{ actionGroupId: team.id }]
  }
}

resource serverErrors 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'server-errors'
  location: 'global'
  tags: tags
  properties: {
    description: 'The API answered with 5xx.'
    severity: 2
    enabled: true
    scopes: [app.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'http5xx'
          metricNamespace: 'Microsoft.Web/sites'
          metricName: 'Http5xx'
          operator: 'GreaterThan'
          threshold: 5
          timeAggregation: 'Total'
        }
      ]
    }
    actions: [{ actionGroupId: team.id }]
  }
}

var queryAlerts = [
  {
    name: 'sweep-missing'
    description: 'No sweep succeeded for ten minutes: nothing is announced, and nothing forgotten is found.'
    query: loadTextContent('../queries/sweep-missing.kql')
    operator: 'LessThan'
    threshold: 1
    severity: 0
  }
  {
    name: 'failures'
    description: 'Handlers of messages failed more than ten times in ten minutes.'
    query: loadTextContent('../queries/failures.kql')
    operator: 'GreaterThan'
    threshold: 10
    severity: 2
  }
  {
    name: 'message-waits'
    description: 'The oldest message of a queue has waited for more than 15 minutes.'
    query: loadTextContent('../queries/message-waits.kql')
    operator: 'GreaterThan'
    threshold: 0
    severity: 2
  }
  {
    name: 'mails-failed'
    description: 'The provider refused mails for good.'
    query: loadTextContent('../queries/mails-failed.kql')
    operator: 'GreaterThan'
    threshold: 0
    severity: 3
  }
]

resource queryRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in queryAlerts: {
    name: alert.name
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.name
      description: alert.description
      severity: alert.severity
      enabled: true
      scopes: [applicationInsights.id]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT10M'
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: alert.operator
            threshold: alert.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      autoMitigate: true
      actions: { actionGroups: [team.id] }
    }
  }
]

// Health is red when ledger or bus do not answer, or the sweep is old. A mail that waits too long does not make it red, so that is asked apart.
var webTests = empty(healthUrl)
  ? []
  : [
      { name: 'health', match: '', description: 'Health is red, or nobody answers.', severity: 1 }
      {
        name: 'queued-mail'
        match: loadTextContent('../queries/mail-is-green.txt')
        description: 'A mail has waited too long.'
        severity: 2
      }
    ]

resource tests 'Microsoft.Insights/webtests@2022-06-15' = [
  for test in webTests: {
    name: '${test.name}-${suffix}'
    location: location
    tags: union(tags, { 'hidden-link:${applicationInsights.id}': 'Resource' })
    kind: 'standard'
    properties: {
      SyntheticMonitorId: '${test.name}-${suffix}'
      Name: test.name
      Enabled: true
      Frequency: 300
      Timeout: 30
      Kind: 'standard'
      RetryEnabled: true
      Locations: [{ Id: 'emea-nl-ams-azr' }, { Id: 'us-va-ash-azr' }, { Id: 'apac-sg-sin-azr' }]
      Request: {
        RequestUrl: healthUrl
        HttpVerb: 'GET'
        ParseDependentRequests: false
      }
      ValidationRules: {
        ExpectedHttpStatusCode: empty(test.match) ? 200 : 0
        SSLCheck: true
        SSLCertRemainingLifetimeCheck: 7
        ContentValidation: empty(test.match)
          ? null
          : {
              ContentMatch: test.match
              IgnoreCase: false
              PassIfTextFound: true
            }
      }
    }
  }
]

resource testAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for (test, index) in webTests: {
    name: test.name
    location: 'global'
    tags: tags
    properties: {
      description: test.description
      severity: test.severity
      enabled: true
      scopes: [tests[index].id, applicationInsights.id]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
        webTestId: tests[index].id
        componentId: applicationInsights.id
        failedLocationCount: 2
      }
      actions: [{ actionGroupId: team.id }]
    }
  }
]

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = if (monthlyBudget > 0) {
  name: 'notifier-${suffix}'
  properties: {
    category: 'Cost'
    amount: monthlyBudget
    timeGrain: 'Monthly'
    timePeriod: { startDate: budgetStartDate }
    notifications: {
      nearly: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: [alertEmail]
      }
      forecast: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: [alertEmail]
      }
    }
  }
}
