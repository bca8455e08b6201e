targetScope = 'subscription'

import { notifierSettings } from 'settings.bicep'

@description('Name of this environment; part of every resource name.')
@minLength(2)
@maxLength(20)
param environmentName string

@description('Azure region of everything that has one. It must offer Flex Consumption.')
param location string

@description('Where Communication Services keeps its data, such as Europe or United States.')
param mailDataLocation string = 'United States'

@description('Domain that mails come from, such as notify.contoso.com. Empty: a domain that Azure manages, with a small quota.')
param emailDomain string = ''

@description('Part before the @ of the sender, when emailDomain is given.')
param emailSender string = 'certification'

@description('True once the DNS records of emailDomain are verified: only then can mail leave from it.')
param emailDomainVerified bool = false

@description('Settings of the app; see README. What this template decides itself (connections, identity) is not among them.')
param settings notifierSettings

@description('Application (client) id of the app registration for the web page; empty: no sign-in, so no page.')
param deskClientId string = ''

@description('Object ids of the identities that may publish events: they can send to certification-results and nothing else.')
param producerPrincipalIds array = []

@description('Mail address that Azure Monitor tells of trouble. It should not depend on this app.')
param alertEmail string

@description('Everything on private endpoints, nothing reachable from the internet. Needs Service Bus Premium, so it costs more.')
param privateNetworking bool = false

@description('Most instances of the app.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('How many instances are kept warm for HTTP and for each queue of events; 0 scales to nothing.')
@minValue(0)
@maxValue(10)
param alwaysReadyInstances int = 0

@description('Replication of the ledger.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param ledgerReplication string = 'Standard_LRS'

@description('Keeps the ledger from being deleted until the lock is taken off by hand.')
param lockLedger bool = false

@description('Budget a month, in the currency of the subscription; 0 for none.')
@minValue(0)
param monthlyBudget int = 0

@description('First day of the month in which the budget starts. Keep it once it is deployed: Azure does not let it be changed.')
param budgetStartDate string

var tags = {
  'azd-env-name': environmentName
  application: 'certification-notifier'
}

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-notifier-${environmentName}'
  location: location
  tags: tags
}

module notifier 'modules/notifier.bicep' = {
  scope: group
  params: {
    environmentName: environmentName
    location: location
    tags: tags
    mailDataLocation: mailDataLocation
    emailDomain: emailDomain
    emailSender: emailSender
    emailDomainVerified: emailDomainVerified
    settings: settings
    deskClientId: deskClientId
    producerPrincipalIds: producerPrincipalIds
    alertEmail: alertEmail
    privateNetworking: privateNetworking
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    ledgerReplication: ledgerReplication
    lockLedger: lockLedger
    monthlyBudget: monthlyBudget
    budgetStartDate: budgetStartDate
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output NOTIFIER_URL string = notifier.outputs.url
output NOTIFIER_APP string = notifier.outputs.appName
output NOTIFIER_IDENTITY_PRINCIPAL_ID string = notifier.outputs.identityPrincipalId
output SERVICE_BUS__fullyQualifiedNamespace string = notifier.outputs.serviceBusNamespace
output TABLES__tableServiceUri string = notifier.outputs.tableServiceUri
output EMAIL_FROM string = notifier.outputs.emailFrom
output EMAIL_DOMAIN_DNS object = notifier.outputs.emailDomainRecords
