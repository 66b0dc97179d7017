/* What cppcheck must know of jansson, whose headers it does not read: the loops that are macros. */
#ifndef TESTS_GATES_CPPCHECK_H
#define TESTS_GATES_CPPCHECK_H

#define json_array_foreach(array, i, item) \
	for (i = 0; i < json_array_size(array) && (item = json_array_get(array, i)) != NULL; i++)

#define json_object_foreach(object, key, value)                             \
	for (key = json_object_iter_key(json_object_iter(object));          \
	     key != NULL && (value = json_object_get(object, key)) != NULL; \
	     key = json_object_iter_key(json_object_iter_next(object, NULL)))

#endif
