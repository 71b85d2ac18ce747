// The page's own words. What stands for Slack speaks the language of the chair; the sandbox's tools speak the browser's.
import { me } from "./store.js";

const LANGUAGES = ["fr", "ar", "es", "it"];

// English, then French, Arabic, Spanish, Italian.
const TABLE = [
  ["Home", "Accueil", "الرئيسية", "Inicio", "Home"],
  ["Messages", "Messages", "الرسائل", "Mensajes", "Messaggi"],
  ["Channels", "Canaux", "القنوات", "Canales", "Canali"],
  ["Direct messages", "Messages directs", "الرسائل المباشرة", "Mensajes directos", "Messaggi diretti"],
  ["Apps", "Applications", "التطبيقات", "Aplicaciones", "App"],
  ["New message", "Nouveau message", "رسالة جديدة", "Mensaje nuevo", "Nuovo messaggio"],
  ["Only visible to you", "Visible par vous seulement", "مرئي لك فقط", "Solo visible para ti", "Visibile solo a te"],
  ["(edited)", "(modifié)", "(معدّلة)", "(editado)", "(modificato)"],
  ["App", "App", "تطبيق", "App", "App"],
  ["Message {name}", "Message à {name}", "رسالة إلى {name}", "Mensaje para {name}", "Messaggio a {name}"],
  ["Reply…", "Répondre…", "اكتب ردًّا…", "Responder…", "Rispondi…"],
  ["Reply in thread", "Répondre dans le fil", "الرد في سلسلة المحادثة", "Responder en el hilo", "Rispondi nel thread"],
  ["Hide replies", "Masquer les réponses", "إخفاء الردود", "Ocultar respuestas", "Nascondi risposte"],
  ["Send", "Envoyer", "إرسال", "Enviar", "Invia"],
  ["Shortcuts", "Raccourcis", "الاختصارات", "Atajos", "Scorciatoie"],
  ["More actions", "Autres actions", "إجراءات أخرى", "Más acciones", "Altre azioni"],
  ["Load earlier messages", "Charger les messages précédents", "تحميل الرسائل السابقة", "Cargar mensajes anteriores", "Carica i messaggi precedenti"],
  ["Nothing here yet. Say hello, or type / to see the commands.", "Rien ici pour l’instant. Dites bonjour, ou tapez / pour voir les commandes.", "لا شيء هنا بعد. ألقِ التحية، أو اكتب / لعرض الأوامر.", "Aún no hay nada. Saluda o escribe / para ver los comandos.", "Ancora niente qui. Saluta, o scrivi / per vedere i comandi."],
  ["This Home is still empty.", "Cet accueil est encore vide.", "هذه الصفحة ما زالت فارغة.", "Este inicio aún está vacío.", "Questa Home è ancora vuota."],
  ["Loading…", "Chargement…", "جارٍ التحميل…", "Cargando…", "Caricamento…"],
  ["Working…", "En cours…", "جارٍ التنفيذ…", "En curso…", "In corso…"],
  ["Close", "Fermer", "إغلاق", "Cerrar", "Chiudi"],
  ["Back", "Retour", "رجوع", "Volver", "Indietro"],
  ["Cancel", "Annuler", "إلغاء", "Cancelar", "Annulla"],
  ["Submit", "Valider", "إرسال", "Enviar", "Invia"],
  ["Yes", "Oui", "نعم", "Sí", "Sì"],
  ["No", "Non", "لا", "No", "No"],
  ["(optional)", "(facultatif)", "(اختياري)", "(opcional)", "(facoltativo)"],
  ["Choose…", "Choisir…", "اختر…", "Elegir…", "Scegli…"],
  ["Search…", "Rechercher…", "بحث…", "Buscar…", "Cerca…"],
  ["No results", "Aucun résultat", "لا توجد نتائج", "Sin resultados", "Nessun risultato"],
  ["Remove {name}", "Retirer {name}", "إزالة {name}", "Quitar {name}", "Rimuovi {name}"],
  ["Clear", "Effacer", "مسح", "Borrar", "Cancella"],
  ["Add files", "Ajouter des fichiers", "إضافة ملفات", "Añadir archivos", "Aggiungi file"],
  ["Uploading…", "Envoi du fichier…", "جارٍ رفع الملف…", "Subiendo…", "Caricamento file…"],
  ["Please complete this required field.", "Ce champ est obligatoire.", "هذا الحقل مطلوب.", "Este campo es obligatorio.", "Questo campo è obbligatorio."],
  ["At least {n} characters, please.", "Au moins {n} caractères, s’il vous plaît.", "{n} أحرف على الأقل من فضلك.", "Al menos {n} caracteres, por favor.", "Almeno {n} caratteri, per favore."],
  ["At most {n} characters, please.", "{n} caractères au plus, s’il vous plaît.", "{n} حرفًا على الأكثر من فضلك.", "Como máximo {n} caracteres, por favor.", "Al massimo {n} caratteri, per favore."],
  ["This is not an e-mail address.", "Ce n’est pas une adresse e-mail.", "هذا ليس عنوان بريد إلكتروني.", "No es una dirección de correo.", "Non è un indirizzo e-mail."],
  ["This is not a web address (https://…).", "Ce n’est pas une adresse web (https://…).", "هذا ليس عنوان ويب (https://…).", "No es una dirección web (https://…).", "Non è un indirizzo web (https://…)."],
  ["This is not a number.", "Ce n’est pas un nombre.", "هذا ليس رقمًا.", "No es un número.", "Non è un numero."],
  ["A number from {min} on, please.", "Un nombre à partir de {min}, s’il vous plaît.", "رقم ابتداءً من {min} من فضلك.", "Un número a partir de {min}, por favor.", "Un numero da {min} in su, per favore."],
  ["A number up to {max}, please.", "Un nombre jusqu’à {max}, s’il vous plaît.", "رقم لا يتجاوز {max} من فضلك.", "Un número hasta {max}, por favor.", "Un numero fino a {max}, per favore."],
  ["Nothing was sent: the app did not answer in time. What you wrote is still here; try again.", "Rien n’a été envoyé : l’application n’a pas répondu à temps. Votre saisie est conservée ; réessayez.", "لم يُرسل شيء: لم يستجب التطبيق في الوقت المناسب. ما كتبته محفوظ؛ حاول مرة أخرى.", "No se envió nada: la aplicación no respondió a tiempo. Lo escrito sigue aquí; inténtalo de nuevo.", "Nulla è stato inviato: l’app non ha risposto in tempo. Quello che hai scritto è ancora qui; riprova."],
  ["That did not work. Try again in a moment.", "Cela n’a pas fonctionné. Réessayez dans un instant.", "لم ينجح ذلك. حاول مرة أخرى بعد لحظة.", "No ha funcionado. Inténtalo de nuevo en un momento.", "Non ha funzionato. Riprova tra un momento."],
  ["Commands do not work in threads.", "Les commandes ne fonctionnent pas dans les fils.", "لا تعمل الأوامر داخل سلاسل المحادثة.", "Los comandos no funcionan en los hilos.", "I comandi non funzionano nei thread."],
  ["Commands", "Commandes", "الأوامر", "Comandos", "Comandi"],
  ["People", "Personnes", "الأشخاص", "Personas", "Persone"],
  ["Enter sends, Shift+Enter starts a new line", "Entrée envoie, Maj+Entrée va à la ligne", "Enter للإرسال، Shift+Enter لسطر جديد", "Intro envía, Mayús+Intro salta de línea", "Invio manda, Maiusc+Invio va a capo"],
  ["Bold", "Gras", "غامق", "Negrita", "Grassetto"],
  ["Italic", "Italique", "مائل", "Cursiva", "Corsivo"],
  ["Strikethrough", "Barré", "يتوسطه خط", "Tachado", "Barrato"],
  ["Code", "Code", "رمز", "Código", "Codice"],
  ["List", "Liste", "قائمة", "Lista", "Elenco"],
  ["A kind of block that this page does not draw: {type}", "Un type de bloc que cette page ne dessine pas : {type}", "نوع كتلة لا ترسمه هذه الصفحة: {type}", "Un tipo de bloque que esta página no dibuja: {type}", "Un tipo di blocco che questa pagina non disegna: {type}"],
  ["Times on {name}’s clock: {zone}", "Heures à l’horloge de {name} : {zone}", "الأوقات بساعة {name}: {zone}", "Horas en el reloj de {name}: {zone}", "Orari sull’orologio di {name}: {zone}"],
  ["Unread: {n}", "Non lus : {n}", "غير مقروءة: {n}", "Sin leer: {n}", "Non letti: {n}"],
  ["Deactivated", "Désactivé", "معطّل", "Desactivado", "Disattivato"],
  ["Sit in somebody’s chair", "Prenez la place de quelqu’un", "اجلس مكان أحدهم", "Siéntate en el lugar de alguien", "Siediti al posto di qualcuno"],
  ["This is a small Slack of its own, for trying things out. Choose a person: you will see what they see, on their clock and in their language.", "Ceci est un petit Slack à part, pour essayer. Choisissez une personne : vous verrez ce qu’elle voit, à son heure et dans sa langue.", "هذه نسخة صغيرة من Slack للتجربة. اختر شخصًا: سترى ما يراه، بتوقيته وبلغته.", "Este es un pequeño Slack propio, para probar. Elige a una persona: verás lo que ve, con su hora y en su idioma.", "Questo è un piccolo Slack a sé, per provare. Scegli una persona: vedrai ciò che vede, alla sua ora e nella sua lingua."],
  ["Act as", "Agir en tant que", "التصرّف بصفة", "Actuar como", "Agire come"],
  ["Find a person or a city", "Trouver une personne ou une ville", "ابحث عن شخص أو مدينة", "Buscar una persona o una ciudad", "Trova una persona o una città"],
  ["Others", "Autres", "آخرون", "Otros", "Altri"],
  ["Nobody is called that.", "Personne ne porte ce nom.", "لا أحد بهذا الاسم.", "Nadie se llama así.", "Nessuno si chiama così."],
  ["Menu", "Menu", "القائمة", "Menú", "Menu"],
  ["The workspace’s clock", "L’horloge de l’espace", "ساعة مساحة العمل", "El reloj del espacio", "L’orologio dell’area"],
  ["Travel in time: reminders and deadlines follow this clock.", "Voyagez dans le temps : rappels et échéances suivent cette horloge.", "سافر عبر الزمن: التذكيرات والمواعيد تتبع هذه الساعة.", "Viaja en el tiempo: los recordatorios y plazos siguen este reloj.", "Viaggia nel tempo: promemoria e scadenze seguono questo orologio."],
  ["+1 hour", "+1 heure", "+ساعة", "+1 hora", "+1 ora"],
  ["+1 day", "+1 jour", "+يوم", "+1 día", "+1 giorno"],
  ["+1 week", "+1 semaine", "+أسبوع", "+1 semana", "+1 settimana"],
  ["To the next message", "Au prochain message", "إلى الرسالة التالية", "Al próximo mensaje", "Al prossimo messaggio"],
  ["Let the time pass", "Laisser passer le temps", "دع الوقت يمر", "Dejar pasar el tiempo", "Lascia passare il tempo"],
  ["Everything on the way comes at its own hour.", "Tout ce qui est prévu d’ici là arrive à son heure.", "كل ما في الطريق يصل في ساعته.", "Todo lo que toca entretanto llega a su hora.", "Tutto quel che c’è di mezzo arriva alla sua ora."],
  ["Nobody was there meanwhile: what is still useful comes late.", "Comme après une absence : ce qui est encore utile arrive en retard.", "كأن أحدًا لم يكن هناك: ما زال مفيدًا يصل متأخرًا.", "Como tras una ausencia: lo que aún sirve llega tarde.", "Come dopo un’assenza: ciò che serve ancora arriva in ritardo."],
  ["Stop here", "S’arrêter ici", "توقّف هنا", "Parar aquí", "Fermati qui"],
  ["Said on the way: {n}", "Dit en chemin : {n}", "ما قيل في الطريق: {n}", "Dicho por el camino: {n}", "Detto lungo la strada: {n}"],
  ["The app does not answer; the clock stands here.", "L’application ne répond pas ; l’horloge s’arrête ici.", "التطبيق لا يجيب؛ الساعة متوقفة هنا.", "La aplicación no responde; el reloj se queda aquí.", "L’app non risponde; l’orologio resta qui."],
  ["Go to", "Aller au", "الانتقال إلى", "Ir a", "Vai a"],
  ["Go", "Aller", "انتقال", "Ir", "Vai"],
  ["Back to real time", "Revenir au temps réel", "العودة إلى الوقت الحقيقي", "Volver al tiempo real", "Torna al tempo reale"],
  ["Light or dark", "Clair ou sombre", "فاتح أو داكن", "Claro u oscuro", "Chiaro o scuro"],
  ["Reconnecting…", "Reconnexion…", "جارٍ إعادة الاتصال…", "Reconectando…", "Riconnessione…"],
  ["Dismiss", "Ignorer", "تجاهل", "Descartar", "Ignora"],
  ["Demonstration: these people are invented.", "Démonstration : ces personnes sont inventées.", "عرض توضيحي: هؤلاء الأشخاص من نسج الخيال.", "Demostración: estas personas son inventadas.", "Dimostrazione: queste persone sono inventate."],
];

const REPLIES = {
  en: { one: "{n} reply", other: "{n} replies" },
  fr: { one: "{n} réponse", many: "{n} réponses", other: "{n} réponses" },
  ar: { zero: "لا ردود", one: "رد واحد", two: "ردّان", few: "{n} ردود", many: "{n} ردًّا", other: "{n} رد" },
  es: { one: "{n} respuesta", many: "{n} respuestas", other: "{n} respuestas" },
  it: { one: "{n} risposta", many: "{n} risposte", other: "{n} risposte" },
};

const words = new Map(TABLE.map(([english, ...rest]) => [english, rest]));

export const languageOf = (locale) => (locale ?? "en").slice(0, 2).toLowerCase();

function say(language, english, values) {
  const sentence = words.get(english)?.[LANGUAGES.indexOf(language)] ?? english;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values?.[name] ?? whole);
}

/** A sentence in the language of the chair. */
export const t = (english, values) => say(languageOf(me()?.locale), english, values);

/** A sentence of the sandbox's own tools, in the language of the browser. */
export const tool = (english, values) => say(languageOf(navigator.language), english, values);

export function replies(n) {
  const language = languageOf(me()?.locale);
  const forms = REPLIES[language] ?? REPLIES.en;
  const form = new Intl.PluralRules(REPLIES[language] ? language : "en").select(n);
  return (forms[form] ?? forms.other).replace("{n}", n);
}
