/*
 * Calls that have a safer spelling here are compile errors. The headers that declare them are
 * read first, since the macros would break the declarations.
 */
#ifndef LIB_BAN_H
#define LIB_BAN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#undef strcat
#undef sprintf
#undef vsprintf
#undef strtok
#undef gets
#undef atoi
#undef atol
#undef atof
#undef gmtime
#undef localtime
#undef ctime
#undef asctime
#undef system
#undef strncpy
#undef strncat

#define strcpy banned_use_buf
#define strcat banned_use_buf
#define strncpy banned_use_buf
#define strncat banned_use_buf
#define sprintf banned_use_snprintf
#define vsprintf banned_use_vsnprintf
#define strtok banned_use_strtok_r
#define gets banned_use_line
#define atoi banned_use_strtol
#define atol banned_use_strtol
#define atof banned_use_strtod
#define gmtime banned_use_gmtime_r
#define localtime banned_use_localtime_r
#define ctime banned_use_when
#define asctime banned_use_when
#define system banned_use_posix_spawn

#endif
