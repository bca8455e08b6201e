param tags object
param suffix string
param dataLocation string
param domain string
param sender string
param domainVerified bool
param principalId string

var emailServiceOwner = '09976791-48a7-449e-bb21-39d1a415f350'
var isManaged = empty(domain)

resource emailService 'Microsoft.Communication/emailServices@2023-04-01' = {
  name: 'email-notifier-${suffix}'
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }
}

resource managedDomain 'Microsoft.Communication/emailServices/domains@2023-04-01' = if (isManaged) {
  parent: emailService
  name: 'AzureManagedDomain'
  location: 'global'
  tags: tags
  properties: {
    domainManagement: 'AzureManaged'
    userEngagementTracking: 'Disabled'
  }
}

resource ownDomain 'Microsoft.Communication/emailServices/domains@2023-04-01' = if (!isManaged) {
  parent: emailService
  name: isManaged ? 'none' : domain
  location: 'global'
  tags: tags
  properties: {
    domainManagement: 'CustomerManaged'
    userEngagementTracking: 'Disabled'
  }
}

resource senderName 'Microsoft.Communication/emailServices/domains/senderUsernames@2023-04-01' = if (!isManaged && domainVerified) {
  parent: ownDomain
  name: sender
  properties: {
    username: sender
    displayName: 'Certification'
  }
}

resource communicationService 'Microsoft.Communication/communicationServices@2023-04-01' = {
  name: 'acs-notifier-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    linkedDomains: isManaged ? [managedDomain.id] : domainVerified ? [ownDomain.id] : []
  }
}

resource sendMail 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: communicationService
  name: guid(communicationService.id, principalId, emailServiceOwner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', emailServiceOwner)
  }
}

output communicationServiceName string = communicationService.name
output endpoint string = 'https://${communicationService.properties.hostName}'
output from string = isManaged ? 'DoNotReply@${managedDomain!.properties.fromSenderDomain}' : '${sender}@${domain}'
// What Azure allows a new subscription; raise the settings when support has raised the quota.
output perMinute string = isManaged ? '5' : '30'
output perHour string = isManaged ? '10' : '100'
output domainRecords object = isManaged ? {} : ownDomain!.properties.verificationRecords
