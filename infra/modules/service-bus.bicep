param location string
param tags object
param suffix string
param principalId string
param producerPrincipalIds array
param privateNetworking bool

// The one list of queues and topics; the local broker reads it too.
var entities = loadJsonContent('../service-bus.json')

var dataOwner = '090c5cfd-751d-490a-894a-3ce6f1109419'
var dataReceiver = '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
var dataSender = '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'

// The scaling of Functions reads the length of a queue, which takes the claim Manage. Without it a queue that starts with
// messages scheduled for later looks empty, and nobody would wake up for what is due.
var appRoles = [
  { queue: 'certification-results', role: dataOwner }
  { queue: 'notifications', role: dataOwner }
  { queue: 'delivery-reports', role: dataOwner }
  { queue: 'certification-results-rejected', role: dataReceiver }
  { queue: 'certification-results-rejected', role: dataSender }
]

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: 'sb-notifier-${suffix}'
  location: location
  tags: tags
  sku: privateNetworking ? { name: 'Premium', tier: 'Premium', capacity: 1 } : { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: privateNetworking ? 'Disabled' : 'Enabled'
  }
}

// Event Grid brings delivery reports from outside; with its identity it may pass although the public door is shut.
resource firewall 'Microsoft.ServiceBus/namespaces/networkRuleSets@2024-01-01' = if (privateNetworking) {
  parent: namespace
  name: 'default'
  properties: {
    publicNetworkAccess: 'Disabled'
    defaultAction: 'Deny'
    trustedServiceAccessEnabled: true
  }
}

resource queues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [
  for queue in entities.queues: {
    parent: namespace
    name: queue.name
    properties: queue.properties
  }
]

resource topics 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' = [
  for topic in entities.topics: {
    parent: namespace
    name: topic.name
    properties: topic.properties
  }
]

module subscriptions 'topic-subscriptions.bicep' = [
  for (topic, index) in entities.topics: {
    name: 'subscriptions-${topic.name}'
    params: {
      namespaceName: namespace.name
      topicName: topics[index].name
      subscriptions: topic.subscriptions
    }
  }
]

resource ownQueues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [
  for grant in appRoles: {
    parent: namespace
    name: grant.queue
  }
]

resource queueRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (grant, index) in appRoles: {
    scope: ownQueues[index]
    name: guid(namespace.id, grant.queue, principalId, grant.role)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', grant.role)
    }
    dependsOn: [queues]
  }
]

resource topicRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (topic, index) in entities.topics: {
    scope: topics[index]
    name: guid(namespace.id, topic.name, principalId, dataSender)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataSender)
    }
  }
]

resource resultsQueue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = {
  parent: namespace
  name: 'certification-results'
}

resource producerRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for producer in producerPrincipalIds: {
    scope: resultsQueue
    name: guid(resultsQueue.id, producer, dataSender)
    properties: {
      principalId: producer
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataSender)
    }
    dependsOn: [queues]
  }
]

output namespaceName string = namespace.name
output hostName string = split(split(namespace.properties.serviceBusEndpoint, '//')[1], ':')[0]
