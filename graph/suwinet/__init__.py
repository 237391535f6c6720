"""The look-up of Suwinet as a SOAP message, for neighbours that speak no GraphQL (decision 49)."""
