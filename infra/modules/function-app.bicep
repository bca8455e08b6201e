import { notifierSettings } from '../settings.bicep'

param location string
param tags object
param name string
param identityName string
param settings notifierSettings
param serviceBusHost string
param tableServiceUri string
param mailEndpoint string
param emailFrom string
param emailPerMinute string
param emailPerHour string
param hostStorageName string
param packageContainer string
param applicationInsightsName string
param deskClientId string
param maximumInstanceCount int
param alwaysReadyInstances int
param privateNetworking bool
param subnetId string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource hostStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: hostStorageName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

// What this template knows better than whoever fills in the parameters.
var connections = {
  SERVICE_BUS__fullyQualifiedNamespace: serviceBusHost
  SERVICE_BUS__credential: 'managedidentity'
  SERVICE_BUS__clientId: identity.properties.clientId
  TABLES__tableServiceUri: tableServiceUri
  TABLES__credential: 'managedidentity'
  TABLES__clientId: identity.properties.clientId
  ACS__endpoint: mailEndpoint
  ACS__credential: 'managedidentity'
  ACS__clientId: identity.properties.clientId
  AZURE_CLIENT_ID: identity.properties.clientId
}

// What it knows for a start.
var defaults = {
  EMAIL_PROVIDER: 'acs'
  EMAIL_FROM: emailFrom
  EMAIL_PER_MINUTE: emailPerMinute
  EMAIL_PER_HOUR: emailPerHour
}

var host = {
  AzureWebJobsStorage__accountName: hostStorage.name
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.properties.clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
}

// Sign-in proves itself with the app's identity: no client secret exists.
var signIn = empty(deskClientId) ? {} : { OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identity.properties.clientId }

// A URL with a password belongs in a vault.
var smtpUrl = settings.?SMTP_URL ?? ''
var smtp = empty(smtpUrl) || startsWith(smtpUrl, '@Microsoft.KeyVault(')
  ? {}
  : fail('SMTP_URL must be a Key Vault reference: @Microsoft.KeyVault(SecretUri=…)')

var readyFunctions = ['http', 'function:receive-certification-event', 'function:send-notification']

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'notifier' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    publicNetworkAccess: privateNetworking ? 'Disabled' : 'Enabled'
    virtualNetworkSubnetId: privateNetworking ? subnetId : null
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      ftpsState: 'Disabled'
    }
    functionAppConfig: {
      runtime: {
        name: 'node'
        version: '24'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostStorage.properties.primaryEndpoints.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyInstances == 0
          ? []
          : map(readyFunctions, function => { name: function, instanceCount: alwaysReadyInstances })
        // Requests are reads of the ledger and wait for it, not for the processor.
        triggers: { http: { perInstanceConcurrency: 32 } }
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(defaults, settings, smtp, host, connections, signIn)
  }

  // No password opens the deployment endpoints.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  // Requests without a session pass to the app: the API has its keys, health is open, and the page itself demands a session.
  resource auth 'config' = if (!empty(deskClientId)) {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true }
      globalValidation: { unauthenticatedClientAction: 'AllowAnonymous' }
      httpSettings: { requireHttps: true }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: deskClientId
            clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
          validation: { allowedAudiences: [deskClientId, 'api://${deskClientId}'] }
        }
      }
      login: { tokenStore: { enabled: false } }
    }
    dependsOn: [appSettings]
  }
}

output name string = site.name
output url string = 'https://${site.properties.defaultHostName}'
