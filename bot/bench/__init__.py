"""The benchmark suite: `madoguchi bench [NAME]`."""
