/* Reads a file and parses it with jansson alone, reel by reel: what an import is measured against.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "{\"reels_media\":["

int
main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	json_error_t error;
	json_t *reel;

	if (file == NULL || fseek(file, sizeof PREFIX - 1, SEEK_SET) != 0)
		return 66;
	do {
		reel = json_loadf(file, JSON_DISABLE_EOF_CHECK, &error);
		json_decref(reel);
	} while (reel != NULL && getc(file) == ',');
	fclose(file);
	return reel != NULL ? 0 : 65;
}
