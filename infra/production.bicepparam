using 'main.bicep'

// An own mail domain, warm instances, a ledger that outlives a region, nothing reachable from the internet.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'production')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param alertEmail = readEnvironmentVariable('NOTIFIER_ALERT_EMAIL', 'operations@notifier.example')
param deskClientId = readEnvironmentVariable('NOTIFIER_DESK_CLIENT_ID', '')
param emailDomain = readEnvironmentVariable('NOTIFIER_EMAIL_DOMAIN', 'notify.notifier.example')
param emailDomainVerified = bool(readEnvironmentVariable('NOTIFIER_EMAIL_DOMAIN_VERIFIED', 'false'))
param privateNetworking = true
param ledgerReplication = 'Standard_GZRS'
param lockLedger = true
param maximumInstanceCount = 100
param alwaysReadyInstances = 1
param monthlyBudget = 1500
param budgetStartDate = readEnvironmentVariable('NOTIFIER_BUDGET_START', '2026-12-01')
param settings = {
  SLA_ALERT_RECIPIENTS: readEnvironmentVariable('NOTIFIER_SLA_ALERT_RECIPIENTS', 'sla-team@notifier.example')
  EMAIL_REPLY_TO: readEnvironmentVariable('NOTIFIER_EMAIL_REPLY_TO', 'certification@notifier.example')
}
