"""Rich menus: data in the city folder, pictures drawn from it, and LINE brought to agree with both."""
