"""Pages of the administrators: control parameters, roles and rights, staff, imports."""
