import { notifierSettings } from '../settings.bicep'

param environmentName string
param location string
param tags object
param mailDataLocation string
param emailDomain string
param emailSender string
param emailDomainVerified bool
param settings notifierSettings
param deskClientId string
param producerPrincipalIds array
param alertEmail string
param privateNetworking bool
param maximumInstanceCount int
param alwaysReadyInstances int
param ledgerReplication string
param lockLedger bool
param monthlyBudget int
param budgetStartDate string

var suffix = uniqueString(resourceGroup().id, environmentName)
var packageContainer = 'packages'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-notifier-${suffix}'
  location: location
  tags: tags
}

module monitoring 'monitoring.bicep' = {
  params: {
    location: location
    tags: tags
    suffix: suffix
    principalId: identity.properties.principalId
  }
}

module network 'network.bicep' = if (privateNetworking) {
  params: {
    location: location
    tags: tags
    suffix: suffix
  }
}

module serviceBus 'service-bus.bicep' = {
  params: {
    location: location
    tags: tags
    suffix: suffix
    principalId: identity.properties.principalId
    producerPrincipalIds: producerPrincipalIds
    privateNetworking: privateNetworking
  }
}

// The host's own: its package, its keys and the lease of its timer.
module hostStorage 'storage.bicep' = {
  name: 'hostStorage'
  params: {
    location: location
    tags: tags
    name: 'sthost${suffix}'
    replication: 'Standard_LRS'
    lock: false
    containers: [packageContainer]
    principalId: identity.properties.principalId
    roles: ['blobDataOwner', 'queueDataContributor', 'tableDataContributor']
    privateNetworking: privateNetworking
  }
}

// The ledger alone, so that its replication, its roles and its load are its own.
module ledger 'storage.bicep' = {
  name: 'ledger'
  params: {
    location: location
    tags: tags
    name: 'stledger${suffix}'
    replication: ledgerReplication
    lock: lockLedger
    containers: []
    principalId: identity.properties.principalId
    roles: ['tableDataContributor']
    privateNetworking: privateNetworking
  }
}

module email 'email.bicep' = {
  params: {
    tags: tags
    suffix: suffix
    dataLocation: mailDataLocation
    domain: emailDomain
    sender: emailSender
    domainVerified: emailDomainVerified
    principalId: identity.properties.principalId
  }
}

module deliveryReports 'delivery-reports.bicep' = {
  params: {
    location: location
    tags: tags
    suffix: suffix
    communicationServiceName: email.outputs.communicationServiceName
    serviceBusNamespaceName: serviceBus.outputs.namespaceName
  }
}

module app 'function-app.bicep' = {
  params: {
    location: location
    tags: tags
    name: 'func-notifier-${suffix}'
    identityName: identity.name
    settings: settings
    serviceBusHost: serviceBus.outputs.hostName
    tableServiceUri: ledger.outputs.tableUri
    mailEndpoint: email.outputs.endpoint
    emailFrom: email.outputs.from
    emailPerMinute: email.outputs.perMinute
    emailPerHour: email.outputs.perHour
    hostStorageName: hostStorage.outputs.name
    packageContainer: packageContainer
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    deskClientId: deskClientId
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    privateNetworking: privateNetworking
    subnetId: network.?outputs.appSubnetId ?? ''
  }
}

module endpoints 'private-endpoints.bicep' = if (privateNetworking) {
  params: {
    location: location
    tags: tags
    subnetId: network!.outputs.endpointSubnetId
    networkId: network!.outputs.networkId
    hostStorageName: hostStorage.outputs.name
    ledgerName: ledger.outputs.name
    serviceBusNamespaceName: serviceBus.outputs.namespaceName
    appName: app.outputs.name
  }
}

module alerts 'alerts.bicep' = {
  params: {
    location: location
    tags: tags
    suffix: suffix
    alertEmail: alertEmail
    appName: app.outputs.name
    serviceBusNamespaceName: serviceBus.outputs.namespaceName
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    healthUrl: privateNetworking ? '' : '${app.outputs.url}/api/health'
    monthlyBudget: monthlyBudget
    budgetStartDate: budgetStartDate
  }
}

output url string = app.outputs.url
output appName string = app.outputs.name
output identityPrincipalId string = identity.properties.principalId
output serviceBusNamespace string = serviceBus.outputs.hostName
output tableServiceUri string = ledger.outputs.tableUri
output emailFrom string = email.outputs.from
output emailDomainRecords object = email.outputs.domainRecords
