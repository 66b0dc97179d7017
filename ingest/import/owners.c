#include "ingest/import/owners.h"

#include "lib/mem.h"

struct named_root {
	char *path;
	struct owner owner;
};

static struct named_root *
find(const struct owners *owners, struct span root)
{
	for (size_t i = 0; i < owners->n; i++)
		if (strlen(owners->list[i].path) == root.n &&
		    memcmp(owners->list[i].path, root.p, root.n) == 0)
			return &owners->list[i];
	return NULL;
}

void
owners_put(struct owners *owners, struct span root, const struct owner *owner)
{
	if (find(owners, root) != NULL)
		return;
	owners->list = mem_grow(owners->list, owners->n, &owners->cap, sizeof *owners->list);
	owners->list[owners->n++] = (struct named_root){must_strndup(root.p, root.n), *owner};
}

struct owner
owners_find(const struct owners *owners, struct span root)
{
	const struct named_root *found = find(owners, root);

	return found != NULL ? found->owner : (struct owner){.handle = ""};
}

void
owners_release(struct owners *owners)
{
	for (size_t i = 0; i < owners->n; i++)
		free(owners->list[i].path);
	free(owners->list);
	*owners = (struct owners){.n = 0};
}
