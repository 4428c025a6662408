"""The GraphQL door: derives types, parses, authorises, calls services. Holds no rules."""
