-- Makes the roles and grants what each may do. One row.
SELECT storywire.ensure_roles()
