#!/bin/sh
# Makes the app registration with which people sign in to the web page, or brings it up to date, and prints its client id.
# A registration belongs to the tenant, not to a subscription, so the template cannot make it. Needs `az login` as someone who
# may register applications. No client secret is made: the app proves itself with its managed identity.
set -eu

if [ "$#" -ne 3 ] || [ "$1" = --help ]; then
  echo "usage: infra/register-desk.sh ENVIRONMENT NOTIFIER_URL IDENTITY_PRINCIPAL_ID" >&2
  echo "  The last two are outputs of the deployment: azd env get-value NOTIFIER_URL, … NOTIFIER_IDENTITY_PRINCIPAL_ID" >&2
  [ "${1:-}" = --help ] && exit 0
  exit 2
fi
name="Certification notifier ($1)"
url=$2
principal=$3
here=$(dirname "$0")

tenant=$(az account show --query tenantId --output tsv)
client=$(az ad app list --filter "displayName eq '$name'" --query '[0].appId' --output tsv)
if [ -z "$client" ]; then
  client=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg --query appId --output tsv)
fi
az ad app update --id "$client" \
  --web-redirect-uris "$url/.auth/login/aad/callback" \
  --enable-id-token-issuance true \
  --app-roles "@$here/desk-roles.json" >&2

# Only who was given a role may sign in.
if [ -z "$(az ad sp list --filter "appId eq '$client'" --query '[0].id' --output tsv)" ]; then
  az ad sp create --id "$client" >&2
fi
az ad sp update --id "$client" --set appRoleAssignmentRequired=true >&2

if [ -z "$(az ad app federated-credential list --id "$client" --query "[?name=='notifier'].name" --output tsv)" ]; then
  az ad app federated-credential create --id "$client" --parameters "{
    \"name\": \"notifier\",
    \"issuer\": \"https://login.microsoftonline.com/$tenant/v2.0\",
    \"subject\": \"$principal\",
    \"audiences\": [\"api://AzureADTokenExchange\"]
  }" >&2
fi
echo "$client"
