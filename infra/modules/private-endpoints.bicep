param location string
param tags object
param subnetId string
param networkId string
param hostStorageName string
param ledgerName string
param serviceBusNamespaceName string
param appName string

resource hostStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = { name: hostStorageName }
resource ledger 'Microsoft.Storage/storageAccounts@2025-06-01' existing = { name: ledgerName }
resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = { name: serviceBusNamespaceName }
resource app 'Microsoft.Web/sites@2024-11-01' existing = { name: appName }

var storageSuffix = environment().suffixes.storage
var endpoints = [
  { name: 'host-blob', id: hostStorage.id, kind: 'blob', zone: 0 }
  { name: 'host-queue', id: hostStorage.id, kind: 'queue', zone: 1 }
  { name: 'host-table', id: hostStorage.id, kind: 'table', zone: 2 }
  { name: 'ledger-table', id: ledger.id, kind: 'table', zone: 2 }
  { name: 'service-bus', id: namespace.id, kind: 'namespace', zone: 3 }
  { name: 'app', id: app.id, kind: 'sites', zone: 4 }
]
var zoneNames = [
  'privatelink.blob.${storageSuffix}'
  'privatelink.queue.${storageSuffix}'
  'privatelink.table.${storageSuffix}'
  'privatelink.servicebus.windows.net'
  'privatelink.azurewebsites.net'
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in zoneNames: {
    name: zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, index) in zoneNames: {
    parent: zones[index]
    name: 'notifier'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: networkId }
    }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2024-07-01' = [
  for endpoint in endpoints: {
    name: 'pe-${endpoint.name}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        {
          name: endpoint.name
          properties: {
            privateLinkServiceId: endpoint.id
            groupIds: [endpoint.kind]
          }
        }
      ]
    }
  }
]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-07-01' = [
  for (endpoint, index) in endpoints: {
    parent: privateEndpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: endpoint.kind
          properties: { privateDnsZoneId: zones[endpoint.zone].id }
        }
      ]
    }
  }
]
