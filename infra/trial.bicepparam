using 'main.bicep'

// Costs nearly nothing while idle, mails only who is on the allow list, from a domain that Azure manages.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'trial')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param alertEmail = readEnvironmentVariable('NOTIFIER_ALERT_EMAIL', 'operations@notifier.example')
param deskClientId = readEnvironmentVariable('NOTIFIER_DESK_CLIENT_ID', '')
param maximumInstanceCount = 40
param monthlyBudget = 50
param budgetStartDate = readEnvironmentVariable('NOTIFIER_BUDGET_START', '2026-12-01')
param settings = {
  SLA_ALERT_RECIPIENTS: readEnvironmentVariable('NOTIFIER_SLA_ALERT_RECIPIENTS', 'sla-team@notifier.example')
  EMAIL_ALLOW_LIST: readEnvironmentVariable('NOTIFIER_EMAIL_ALLOW_LIST', '*@notifier.example')
}
