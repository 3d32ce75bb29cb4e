"""Whom to write to: rules that staff build by form, with how many they mean, and imported lists."""
