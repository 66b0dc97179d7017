#include "ingest/import/formats/meta_export.h"

#include "ingest/body.h"
#include "ingest/import/values.h"
#include "lib/jsontext.h"
#include "lib/mojibake.h"

/* What the member with the handle is called: exports speak the language of the account. */
static const char *const labels[] = {
    "Username",
    "Gebruikersnaam",
    "Benutzername",
    "Nom d’utilisateur",
    "Nom d'utilisateur",
    "Nom de profil",
    "Nombre de usuario",
    "Nome utente",
    "Nome de usuário",
    "Nome de utilizador",
    "Användarnamn",
    "Brukernavn",
    "Brugernavn",
    "Käyttäjänimi",
    "Nazwa użytkownika",
    "Uživatelské jméno",
    "Používateľské meno",
    "Felhasználónév",
    "Nume de utilizator",
    "Korisničko ime",
    "Όνομα χρήστη",
    "Kullanıcı Adı",
    "Kullanıcı adı",
    "Имя пользователя",
    "Ім’я користувача",
    "Потребителско име",
    "שם משתמש",
    "اسم المستخدم",
    "نام کاربری",
    "उपयोगकर्ता नाम",
    "यूज़रनेम",
    "Nama pengguna",
    "Tên người dùng",
    "ชื่อผู้ใช้",
    "用户名",
    "使用者名稱",
    "用戶名稱",
    "ユーザーネーム",
    "사용자 이름",
};

/* Folders of an export between its root and its files. */
static const char *const folders[] = {
    "your_instagram_activity", "content", "media", "personal_information", "account_information",
};

/* Members that only the oldest exports' profile.json has beside "username". */
static const char *const old_marks[] = {"date_joined", "profile_pic_url", "private_account",
					"biography"};

static struct owner
owner_of_handle(struct span handle)
{
	struct owner owner = {.handle = ""};

	if (is_handle(handle))
		memcpy(owner.handle, handle.p, handle.n);
	return owner;
}

/* Labels are spoilt like all texts of an export. */
static bool
is_label(const char *key)
{
	struct span text = span_of(key);
	struct buf repaired = BUF_MAX(text.n + 1);
	bool found = false;

	if (mojibake_repair(&repaired, text))
		text = buf_span(&repaired);
	for (size_t i = 0; i < COUNT(labels) && !found; i++)
		found = text.n == strlen(labels[i]) && memcmp(text.p, labels[i], text.n) == 0;
	buf_release(&repaired);
	return found;
}

/* profile_user[0].string_map_data.<label>.value */
static struct owner
owner_of_map(struct span users)
{
	struct owner owner = {.handle = ""};
	struct body body = body_read(users);
	json_t *map = json_object_get(json_array_get(body.tree, 0), "string_map_data"), *entry;
	const char *key;

	json_object_foreach(map, key, entry)
	{
		if (!owner_is_known(&owner) && is_label(key))
			owner = owner_of_handle(json_text(json_object_get(entry, "value")));
	}
	body_release(&body);
	return owner;
}

struct owner
meta_profile(const struct document *document)
{
	struct owner owner = {.handle = ""};
	struct span value;
	struct body body;

	if (document_member(document, "profile_user", &value))
		return owner_of_map(value);
	if (!document_member(document, "username", &value))
		return owner;
	for (size_t i = 0; i < COUNT(old_marks); i++)
		if (document_has(document, old_marks[i])) {
			body = body_read(value);
			owner = owner_of_handle(json_text(body.tree));
			body_release(&body);
			return owner;
		}
	return owner;
}

/* Where the last part of the path begins, the path without its last "/" or ": ". */
static size_t
last_part(struct span path)
{
	size_t from = path.n;

	while (from > 0 && path.p[from - 1] != '/' &&
	       !(from > 1 && path.p[from - 1] == ' ' && path.p[from - 2] == ':'))
		from--;
	return from;
}

static size_t
without_end(struct span path, size_t from)
{
	if (from > 0 && path.p[from - 1] == '/')
		return from - 1;
	return from > 1 ? from - 2 : 0;
}

static bool
is_folder(struct span part)
{
	for (size_t i = 0; i < COUNT(folders); i++)
		if (part.n == strlen(folders[i]) && memcmp(part.p, folders[i], part.n) == 0)
			return true;
	return false;
}

/* Where "_part_1" and the like begin in the name that ends there, or n. */
static size_t
numbered_end(const char *name, size_t n)
{
	static const char word[] = "_part_";
	const char *part = n != 0 ? memmem(name, n, word, sizeof word - 1) : NULL;
	size_t at = part != NULL ? (size_t)(part - name) + sizeof word - 1 : n;

	return at < n && name[at] >= '0' && name[at] <= '9' ? (size_t)(part - name) : n;
}

/*
 * The length of the root that all numbered parts of one export share: its folder has the number,
 * or else the container around it. Folders farther out are not the export's.
 */
static size_t
without_number(struct span path, size_t from)
{
	struct span outer = {path.p, without_end(path, from)};
	size_t before = last_part(outer);
	size_t end = before + numbered_end(path.p + before, outer.n - before);

	if (end == outer.n && before > 1 && path.p[before - 1] == ' ') {
		outer.n = without_end(path, before);
		before = last_part(outer);
		end = before + numbered_end(path.p + before, outer.n - before);
	}
	return end == outer.n ? from : end;
}

size_t
meta_root(struct span path)
{
	size_t from = last_part(path);

	for (;;) {
		struct span outer = {path.p, without_end(path, from)};
		size_t before = last_part(outer);

		if (!is_folder((struct span){path.p + before, outer.n - before}))
			break;
		from = before;
	}
	return without_number(path, from);
}

static bool
is_date(const char *p)
{
	for (const char *pattern = "-dddd-dd-dd"; *pattern != '\0'; pattern++, p++)
		if (*pattern == 'd' ? *p < '0' || *p > '9' : *p != *pattern)
			return false;
	return true;
}

struct owner
meta_owner_of_path(const char *path)
{
	static const char word[] = "instagram-";
	struct owner owner = {.handle = ""};

	for (const char *p = strstr(path, word); p != NULL; p = strstr(p + 1, word)) {
		const char *name = p + sizeof word - 1, *end = strchr(name, '-');

		if (end != NULL && is_date(end) && (p == path || p[-1] == '/' || p[-1] == ' '))
			owner = owner_of_handle((struct span){name, (size_t)(end - name)});
	}
	return owner;
}
