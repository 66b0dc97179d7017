#include "transform/article/uuid.h"

#include <uuid/uuid.h>

void
uuid_of_name(const uint8_t space[UUID_BYTES], struct span name, char uuid[UUID_TEXT + 1])
{
	uuid_t made;

	uuid_generate_sha1(made, space, name.p, name.n);
	uuid_unparse_lower(made, uuid);
}
