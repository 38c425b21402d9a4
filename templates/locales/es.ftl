# Textos de las páginas para pacientes. Palabras sencillas, frases cortas, trato de usted.

site-title = vouchsafe
nav-label = Sitio
nav-checks = Cómo verificamos
nav-list = Anuncie su consulta
other-language = English
skip-to-content = Ir al contenido

# 988: línea en español desde 2006, texto (AYUDA) y chat en español desde julio de 2023.
crisis-label = Ayuda en una crisis
crisis-lead = ¿Está pasando por una crisis?
crisis-call = Llame al 988 y oprima 2, o envíe AYUDA por mensaje de texto al 988
crisis-or-chat = , o chatee en
crisis-chat = 988lifeline.org/es
crisis-chat-url = https://988lifeline.org/es/
crisis-menu = Veteranos: oprima 1.
crisis-danger = Peligro inmediato:

demo-lead = Datos inventados.
demo-note = Esto es una demostración. Ninguna clínica, persona ni número de teléfono es real.
demo-link = Accesos y correos de la demostración

foot-paid-lead = ¿Quién paga esto?
foot-paid = Nadie paga por aparecer ni por salir antes que otros. No aceptamos dinero por mostrar a un proveedor primero.
foot-endorse-lead = No es una recomendación.
foot-endorse = Verificamos credenciales, no la atención. Aparecer aquí no es un consejo médico.
foot-checks = Cómo verificamos
foot-privacy = Su privacidad
foot-list = Anuncie su consulta
foot-api = Para programas: la API (en inglés)

yes = Sí
no = No
not-provided = No lo indicó
optional = (opcional)
phone = Teléfono
call = Llamar al
directions = Cómo llegar (abre Google Maps)
price = Precio
payment = Formas de pago
condition = Trata
setting = Dónde
treatment = Tratamientos
profession = Profesión
language = Idiomas
hours = Horario
website = Sitio web
new-patients = Pacientes nuevos
step-free = Entrada sin escalones
back = Volver
error-prefix = Error:
problem-title = Hay un problema

home-title = vouchsafe: encuentre atención con ketamina y vea qué se verificó
home-heading = Encuentre atención con ketamina y vea qué se verificó
home-lead = Cada ficha dice qué verificamos, dónde lo buscamos y en qué fecha.
near-label = Código postal (ZIP), o ciudad y estado
near-hint = Por ejemplo 97202, o Portland, OR. También sirve el nombre de un proveedor o su NPI.
find-button = Buscar proveedores
home-listed =
    { $count ->
        [0] Todavía no hay lugares en la lista.
        [one] Hay 1 lugar en la lista.
       *[other] Hay { $count } lugares en la lista.
    }
nobody-pays = Nadie paga por aparecer ni por salir antes que otros.
home-checks-title = Qué verificamos
home-checks-lead = Cualquiera puede crear un sitio web. Por eso buscamos los datos antes de publicar una ficha, y los volvemos a buscar después.
home-check-license = ¿Tiene cada persona una licencia en ese estado? ¿Está vencida?
home-check-exclusion = ¿Está alguien en una lista federal de exclusión?
home-check-identity = ¿Es quien nos envió la ficha realmente esa persona?
home-check-details = ¿Confirmó el proveedor el teléfono, la dirección y los precios en los últimos 90 días?
home-checks-link = Cómo verificamos, y qué no puede decirle una verificación
home-before = Antes de llamar
home-providers-title = ¿Ofrece usted este tratamiento?
home-providers = Puede pedir que lo incluyamos. Es gratis, y una persona revisa cada ficha.

caution-title = La ketamina no es para todas las personas
caution-lead = La FDA advierte de estos riesgos. Hable con el proveedor si alguno le preocupa.
caution-misuse = Se puede usar mal, y algunas personas llegan a depender de ella.
caution-mind = Puede hacer que se sienta separado de su cuerpo o vea cosas, o empeorar su ánimo.
caution-blood-pressure = Puede subir la presión arterial.
caution-breathing = Puede dar mucho sueño y hacer más lenta la respiración.
caution-bladder = Usada con frecuencia, puede dañar la vejiga.
caution-home = Usarla en casa sin que nadie vigile aumenta el riesgo.

questions-title = Buenas preguntas
questions-evaluation = ¿Revisará alguien primero mi salud física y mental?
questions-monitor = ¿Quién vigila mi respiración, mi corazón y mi presión, y por cuánto tiempo?
questions-rescue = ¿Qué equipo hay en la sala si algo sale mal? ¿Quién sabe usarlo?
questions-form = ¿Qué forma de ketamina es, y está este uso aprobado por la FDA?
questions-total = ¿Cuánto costará todo el tratamiento? ¿Qué no está incluido?
questions-home = ¿Cómo volveré a casa? ¿Cuándo puedo volver a manejar?

search-title = Buscar un proveedor
search-help = Escriba un código postal, o una ciudad y un estado, para ver los lugares cercanos.
radius-label = A menos de
radius-miles = { $miles } millas
radius-any = Cualquier distancia
heading-miles =
    { $radius ->
        [one] 1 milla
       *[other] { $radius } millas
    }
search-heading-radius =
    { $total ->
        [0] Ningún lugar a menos de { heading-miles } de { $place }
        [one] 1 lugar a menos de { heading-miles } de { $place }
       *[other] { $total } lugares a menos de { heading-miles } de { $place }
    }
search-heading-any =
    { $total ->
        [0] Ningún lugar cerca de { $place }
        [one] 1 lugar, primero el más cercano a { $place }
       *[other] { $total } lugares, primero los más cercanos a { $place }
    }
search-heading-state =
    { $total ->
        [0] Ningún lugar en { $place }
        [one] 1 lugar en { $place }
       *[other] { $total } lugares en { $place }
    }
search-heading-around =
    { $total ->
        [0] Ningún lugar en esta parte del mapa, alrededor de { $place }
        [one] 1 lugar en esta parte del mapa, alrededor de { $place }
       *[other] { $total } lugares en esta parte del mapa, alrededor de { $place }
    }
search-heading-window =
    { $total ->
        [0] Ningún lugar en esta parte del mapa
        [one] 1 lugar en esta parte del mapa
       *[other] { $total } lugares en esta parte del mapa
    }
search-heading-all =
    { $total ->
        [0] No se encontró ningún lugar
        [one] 1 lugar
       *[other] { $total } lugares
    }
search-heading-telehealth =
    { $total ->
        [0] Ningún proveedor de telesalud con licencia verificada en { $place }
        [one] 1 proveedor de telesalud con licencia verificada en { $place }
       *[other] { $total } proveedores de telesalud con licencia verificada en { $place }
    }
search-verified =
    { $total ->
        [one] Tiene todas las verificaciones al día.
       *[other] { $count ->
            [one] 1 de ellos tiene todas las verificaciones al día.
           *[other] { $count } de ellos tienen todas las verificaciones al día.
        }
    }
search-range = { $first } a { $last } de { $total }
sort-label = Ordenar por
sort-distance = Distancia
sort-price = Precio
sort-confirmed = Confirmados hace poco
sort-name = Nombre
sort-button = Ordenar
filters = Filtros
search-read-as = Ningún nombre empieza por «{ $typed }». Se buscó: { $names }.
search-read-as-term = «{ $typed }» se entendió como: { $names }.
filters-active = Filtros en uso
filters-apply = Aplicar filtros
filter-remove = Quitar:
flag-accepting_new = Acepta pacientes nuevos
flag-open_now = Abierto ahora, según su horario
flag-verified = Todas las verificaciones al día
flag-step_free = Entrada sin escalones
filters-said = El proveedor dice
filters-said-what = Primera cita, entrada sin escalones, seguridad
filters-said-hint = Lo afirma el proveedor; nosotros no lo hemos verificado. Una respuesta en blanco nunca cuenta como un sí.
first_opening = Primera cita (cualquiera de estas)
first_opening-1_week = Primera cita en una semana o menos
first_opening-2_4_weeks = Primera cita en 4 semanas o menos
first_opening-waiting_list = Lista de espera
safety = Prácticas de seguridad (todas estas)
max_price = Lo máximo que puedo pagar por sesión, en dólares
filter-max_price = Hasta { $amount } por sesión
licensed_in = Telesalud para alguien en
filter-licensed_in = Telesalud en { $state }
licensed_in-any = Cualquier estado
q-label = Nombre, NPI o teléfono
filter-q = Nombre: { $text }
filter-bbox = La zona del mapa
search-unknown-place = No conocemos ese lugar. Escriba un código postal, o una ciudad y un estado
search-bad-radius = Elija una distancia de 1 a 500 millas, o cualquier distancia
search-bad-price = Escriba el precio en dólares enteros, por ejemplo 600
search-no-such-page = Esa página no existe; la última página es la { $last }
search-did-you-mean = ¿Quiso decir uno de estos?
pages-label = Páginas de resultados
pages-page = Página
pages-previous = Anterior
pages-next = Siguiente
none-title = Nada cumple con todo eso. Esto es lo más parecido.
none-lead = Pruebe una de estas opciones:
none-helpline = También puede llamar gratis a la línea de ayuda de SAMHSA, de día o de noche (oprima 2 para español), y preguntar por tratamientos cerca de usted:
way-radius =
    { $count ->
        [one] 1 lugar a menos de { $label } millas
       *[other] { $count } lugares a menos de { $label } millas
    }
way-any =
    { $count ->
        [one] El lugar más cercano, a { $label } millas
       *[other] { $count } lugares a cualquier distancia; el más cercano está a { $label } millas
    }
way-remove =
    { $count ->
        [one] Sin «{ $label }»: 1 lugar
       *[other] Sin «{ $label }»: { $count } lugares
    }
way-telehealth =
    { $count ->
        [one] 1 proveedor de telesalud con licencia verificada en { $label }
       *[other] { $count } proveedores de telesalud con licencia verificada en { $label }
    }
way-state =
    { $count ->
        [one] El único lugar en { $label }
       *[other] Los { $count } lugares en { $label }
    }
way-all =
    { $count ->
        [0] Empezar de nuevo con un formulario vacío
        [one] El único lugar de la lista
       *[other] Los { $count } lugares de la lista
    }
places-title = ¿Qué { $near }?
places-heading = ¿A qué { $near } se refiere?
places-lead = Elija uno, o escriba el lugar otra vez.
distance = { $miles } millas
distances-from = Las distancias son en línea recta desde { $from }.
distance-here = En este código postal
from-zip = el centro del código postal { $zip }
from-city = el centro de { $city }
from-point = el punto que usted dio
card-telehealth = Telesalud (por video o teléfono)

strip-label = Qué se verificó
strip-identity = Identidad
strip-license = Licencia
strip-exclusions = Listas de exclusión
strip-drug_registration = Registro de fármacos
strip-details = Datos
word-checked = verificado
word-not_checked = sin verificar
word-rechecking = se está verificando otra vez
word-not_needed = no hace falta
word-confirmed = confirmado
word-unconfirmed = sin confirmar
status-verified = Pasó todas nuestras verificaciones, y todas están al día.
status-verified-since = La más antigua es del { $day }.
status-partly_verified = Se hicieron algunas verificaciones y no apareció nada. Otras no se hicieron o están atrasadas.
status-partly_verified-more = Abajo ve cuáles.
status-late = Pasó las verificaciones, pero el proveedor no ha confirmado sus datos a tiempo.
status-late-more = Llame antes y pregunte si la dirección y los precios siguen siendo los mismos.
status-rechecking = Estamos verificando esta ficha otra vez.
status-rechecking-more = Mientras tanto, busque en otro lugar o pregunte a la junta estatal.
status-unverified = No hemos verificado esta ficha.
status-unverified-more = Viene de otro directorio. Pida el número de licencia y búsquelo en la junta estatal.
freshness-unconfirmed = Sin confirmar últimamente.
freshness-unconfirmed-more = El proveedor no ha confirmado estos datos en los últimos 90 días. Llame antes de ir.
freshness-suppressed = Estos datos pueden estar desactualizados.
freshness-suppressed-more = El proveedor no los confirma desde hace más de cuatro meses, por eso esta página ya no sale en las búsquedas.

accepting-yes = Acepta pacientes nuevos
accepting-no = No acepta pacientes nuevos por ahora
opening-1_week = Primera cita en una semana
opening-2_4_weeks = Primera cita en 2 a 4 semanas
opening-waiting_list = Lista de espera
said-on = (dicho el { $day })
price-session = { $amount } por sesión
price-intake = primera visita { $amount }
price-as-of = (al { $day })
price-usual =
    { $count ->
        [one] Un tratamiento habitual es de 1 sesión.
       *[other] Un tratamiento habitual es de { $count } sesiones.
    }
price-includes = Qué incluye:

treatment-iv = Ketamina por la vena (IV)
treatment-im = Ketamina inyectada (IM)
treatment-esketamine = Spravato (esketamina) en aerosol nasal
treatment-sublingual = Ketamina debajo de la lengua
treatment-nasal_compounded = Aerosol nasal de ketamina preparado en farmacia
treatment-therapy_assisted = Terapia con ketamina
label-iv = Aprobada como anestésico. No está aprobada para ninguna enfermedad mental; este uso no figura en la etiqueta (off-label).
label-im = Aprobada como anestésico. No está aprobada para ninguna enfermedad mental; este uso no figura en la etiqueta (off-label).
label-esketamine = Aprobado por la FDA para adultos con depresión después de que fallaran al menos dos antidepresivos y, junto con un antidepresivo, para los síntomas depresivos de adultos con depresión mayor y pensamientos o actos suicidas agudos. No se ha demostrado que prevenga el suicidio ni que reduzca los pensamientos suicidas. No está aprobado para la ansiedad, el TEPT ni las fobias.
label-sublingual = Preparada en farmacia. La FDA no ha revisado este producto y advierte sobre su uso en casa sin vigilancia.
label-nasal_compounded = Preparado en farmacia. La FDA no ha revisado este producto y advierte sobre su uso en casa sin vigilancia.
label-therapy_assisted = Terapia hablada junto con el medicamento. La ketamina no está aprobada para ninguna enfermedad mental; este uso no figura en la etiqueta (off-label). Pregunte qué forma se usa.
label-short-iv = Uso no aprobado en salud mental (off-label)
label-short-im = Uso no aprobado en salud mental (off-label)
label-short-esketamine = Aprobado por la FDA para algunas depresiones; no para la ansiedad ni el TEPT
label-short-sublingual = Preparada en farmacia, no revisada por la FDA
label-short-nasal_compounded = Preparado en farmacia, no revisado por la FDA
label-short-therapy_assisted = Terapia hablada; la ketamina no está aprobada en salud mental (off-label)

condition-anxiety = Ansiedad
condition-gad = Ansiedad generalizada
condition-social_anxiety = Ansiedad social
condition-panic = Trastorno de pánico
condition-phobia = Fobias
condition-anxiety_other = Otra ansiedad
condition-ptsd = TEPT (estrés postraumático)
condition-depression = Depresión
condition-ocd = TOC
condition-bipolar_depression = Depresión bipolar
condition-chronic_pain = Dolor crónico
condition-substance_use = Consumo de sustancias

setting-clinic = En una clínica
setting-telehealth = Por video o teléfono
setting-home_visit = Visita a domicilio

payment-medicare = Medicare
payment-medicaid = Medicaid
payment-commercial = Seguro privado
payment-va_tricare = VA o TRICARE
payment-self_pay = Pago propio
payment-sliding_scale = Según sus ingresos
payment-superbill = Superbill (usted presenta el reclamo)

profession-md = Médico (MD)
profession-do = Médico osteópata (DO)
profession-crna = Enfermero anestesista (CRNA)
profession-np = Enfermero de práctica avanzada (NP)
profession-cns = Enfermero clínico especialista (CNS)
profession-pa = Asociado médico (PA)
profession-rn = Enfermero registrado (RN)
profession-aa = Asistente de anestesiólogo (AA)
profession-psychologist = Psicólogo
profession-lcsw = Trabajador social clínico (LCSW)
profession-lpc = Consejero (LPC)
profession-lmft = Terapeuta de pareja y familia (LMFT)
profession-associate = Terapeuta en formación, supervisado

authority-state = Licencia estatal
authority-nursing_compact = Licencia de enfermería multiestatal
authority-compact_privilege = Privilegio por convenio entre estados
authority-telehealth_registration = Registro de telesalud
authority-federal = Práctica federal
authority-temporary = Licencia temporal

day-mon = Lunes
day-tue = Martes
day-wed = Miércoles
day-thu = Jueves
day-fri = Viernes
day-sat = Sábado
day-sun = Domingo

back-to-provider = Volver a { $name }
provider-standing = Qué se verificó, en breve
provider-to-checks = Ver cada verificación
provider-where = Dónde
provider-telehealth = Este proveedor atiende por video o teléfono y no tiene consultorio.
provider-hidden-street = No se muestra la calle. Pregúntela cuando llame.
hours-span = { $opens } a { $closes }
safety-prescriber_on_site = Quien receta está presente durante el tratamiento
safety-monitoring = Se vigilan la presión arterial y el oxígeno
safety-rescue_equipment = Equipo de emergencia y personal que sabe usarlo
safety-evaluation_first = Primero hay una evaluación médica y de salud mental
safety-written_plan = Un plan de tratamiento por escrito
safety-anxiety_experience = Experiencia con trastornos de ansiedad
safety-ride_home_rule = Nadie vuelve a casa manejando solo
people-title = Quién le atiende
person-prescribes = Receta
license-until = válida hasta el { $day }
own-words = En palabras del proveedor
telehealth-states = Telesalud en
checked-title = Qué verificamos
checked-all = Ver cada verificación, persona por persona
checks-what = Qué
checks-result = Resultado
checks-source = Fuente
checks-date = Verificado el
checks-next = Próxima antes del
checks-none = Ninguna
checks-on-change = Cuando cambie
source-nppes = Registro nacional de proveedores (NPPES)
source-leie = Lista federal de exclusión en salud (OIG)
source-sam = Lista federal de exclusión de contratos (SAM)
source-state = Lista de exclusión del estado
source-nucc = Taxonomía de proveedores (NUCC)
checks-rechecking = Mientras revisamos de nuevo esta ficha, no mostramos lo que encontraron las verificaciones anteriores.
checks-nothing = Todavía no se ha verificado nada.
checks-claim = Lo que nos envió el proveedor
details-confirmed = El proveedor confirmó estos datos por última vez el { $day }.
details-never-confirmed = El proveedor nunca ha confirmado estos datos.

check-npi-format = Número nacional de proveedor (NPI) bien formado
check-npi-registered = En el registro nacional de proveedores, y activo
check-npi-name = El mismo nombre que en el registro nacional
check-npi-state = El mismo estado que en el registro nacional
check-npi-taxonomy = La misma profesión que en el registro nacional
check-npi-license = El número de licencia coincide con el registro nacional (según el propio proveedor)
check-npi-entity_type = Tipo de registro correcto
check-license-present = Una licencia para cada estado donde atiende
check-license-format = El número de licencia parece correcto para su estado
check-license-expiry = Licencia no vencida
check-license-board_status = Licencia vista activa en la junta estatal
check-license-duplicate = El número de licencia es de una sola persona
check-dea-format = Registro federal de fármacos (DEA) bien formado
check-dea-registrant = El registro de fármacos corresponde a la profesión
check-dea-surname = El registro de fármacos corresponde al nombre
check-dea-expiry = Registro de fármacos no vencido
check-credential-required = Todos los documentos necesarios
check-credential-expiry = Ningún documento vencido
check-identity-control = Quien lo envió es quien dice ser, por un contacto del registro oficial
check-exclusion-leie = No está en la lista federal de exclusión en salud (OIG)
check-exclusion-sam = No está en la lista federal de exclusión de contratos (SAM)
check-exclusion-state = No está en la lista de exclusión de Medicaid del estado
check-scope-prescriber = Se nombra a alguien que puede recetar
check-scope-supervision = Supervisión donde el estado la pide
check-scope-telehealth = Puede atender por telesalud donde lo hace
check-scope-setting = El tratamiento corresponde al lugar
check-rems-esketamine = Lugar certificado para Spravato
check-location-resolved = La dirección existe
check-location-consistent = Código postal, ciudad y estado coinciden
check-location-sentinel = El punto en el mapa es creíble

not-mean-title = Qué no significa una verificación
not-mean-quality = Verificamos credenciales. No opinamos sobre la calidad de la atención.
not-mean-safe = Una verificación no hace que un tratamiento sea seguro o adecuado para usted.
not-mean-endorse = Aparecer aquí no es una recomendación.
not-mean-decisions = No sirve para decisiones de empleo, crédito o seguro.

verification-title = Verificaciones: { $name }
verification-heading = Qué verificamos: { $name }
verification-as-of = Al { $day }.
words-title = Qué significan las palabras
words-checked = Lo buscamos, estaba bien, y es lo bastante reciente para contar.
words-not_checked = No lo hemos buscado, o hace demasiado tiempo. Nunca es lo mismo que aprobado.
words-rechecking = Algo necesita otra mirada. Una persona se ocupa de ello.
words-not_needed = Esta verificación no corresponde aquí.

privacy-title = Su privacidad
privacy-lead = Puede usar este sitio sin decirnos quién es.
privacy-search = Cuando busca
privacy-no-account = No necesita una cuenta, y no le pedimos su nombre.
privacy-no-cookie = Las páginas para pacientes no ponen ninguna cookie.
privacy-no-log = No anotamos qué lugar ni qué enfermedad buscó.
privacy-no-third = Ninguna página carga nada de otra empresa: ni rastreadores, ni anuncios, ni mapas ajenos.
privacy-place = Le preguntamos a su teléfono o computadora dónde está solo cuando usted oprime «Usar mi ubicación». Se redondea a más o menos una milla antes de salir de su dispositivo.
privacy-address-bar = Su búsqueda aparece en la barra de direcciones, así que puede quedar en el historial de su navegador. Una ventana privada no deja rastro allí.
privacy-numbers = Cuando abre una ficha
privacy-numbers-text = Contamos, por semana, cuántas veces se mostró una ficha, cuántas veces se abrió y cuántas veces se oprimió su botón para llamar. Si su navegador ejecuta scripts, le avisa solo a nuestro propio servidor que se oprimió el botón, y nada más. No guardamos nada de usted: ni su nombre, ni la dirección de su computadora, ni la hora, ni lo que buscó. Cada proveedor ve solo el número de su propia ficha, y solo a partir de { $least } por semana. Sin scripts, la llamada funciona igual y no se cuenta.
privacy-leaving = Cuando sigue un enlace
privacy-leaving-text = Los enlaces al sitio de un proveedor, a cómo llegar y a 988lifeline.org salen de este sitio. No les decimos de dónde viene usted.
privacy-providers = Cuando usted es proveedor
privacy-public = El nombre, la profesión, los números de licencia, el NPI, la dirección (salvo que oculte la calle), el teléfono, los precios y la oferta son públicos.
privacy-private = La fecha de nacimiento, el número de registro de fármacos y el correo electrónico nunca son públicos. Los dos primeros se guardan cifrados.
privacy-signed-in = Si entra para administrar una ficha, una cookie mantiene su sesión hasta que cierre el navegador. Anotamos el tipo de navegador, nunca la dirección de su computadora.
privacy-never = Nunca pedimos el número de Seguro Social.

error-home = Ir a la primera página
error-request = Si nos escribe sobre esto, dé este número:
error-bad-request-title = No pudimos leer eso
error-bad-request = Algo en la dirección no está bien. Puede buscar otra vez aquí.
error-malformed-body-title = No pudimos leer ese formulario
error-malformed-body = El formulario no llegó completo. Vuelva atrás y envíelo otra vez.
error-bad-query-title = No pudimos usar esa búsqueda
error-bad-query = Algo en la búsqueda no puede ser correcto. Puede intentarlo otra vez aquí.
error-sign-in-needed-title = Inicie sesión primero
error-sign-in-needed = Esta página es para personas que iniciaron sesión.
error-forbidden-title = Esta página no está abierta para usted
error-forbidden = Inició sesión, pero su función no incluye esta página.
error-foreign-form-title = Ese formulario es demasiado viejo
error-foreign-form = Vuelva atrás, recargue la página y envíe el formulario otra vez. No se guardó nada.
error-not-found-title = No existe esa página
error-not-found = Puede que la dirección esté mal escrita, o que la ficha se haya movido. Puede buscarla aquí.
error-method-not-allowed-title = Esta dirección no hace eso
error-method-not-allowed = Vuelva atrás y use los botones de la página.
error-not-acceptable-title = No podemos enviar lo que pide su navegador
error-not-acceptable = Pruebe con otro navegador.
error-body-timeout-title = Tardó demasiado en llegar
error-body-timeout = Revise su conexión y envíelo otra vez. No se guardó nada.
error-conflict-title = Algo cambió mientras tanto
error-conflict = Alguien se adelantó, o este paso está cerrado. Recargue la página para ver cómo está.
error-gone-title = Esta página se retiró
error-gone = Estuvo aquí. Si era una ficha, nadie confirmó sus datos durante un año. Puede buscar otro proveedor aquí.
error-too-large-title = Es demasiado grande
error-too-large = No podemos recibir tanto de una vez. Acórtelo y envíelo otra vez.
error-unsupported-media-type-title = No pudimos leer eso
error-unsupported-media-type = Envíe el formulario desde nuestra propia página.
error-invalid-values-title = Algunas respuestas no pueden ser correctas
error-invalid-values = Vuelva atrás y revise lo que escribió.
error-too-many-requests-title = Un momento, por favor
error-too-many-requests = Hubo muchas solicitudes desde su conexión. Espere un minuto y siga.
error-internal-title = Algo falló de nuestro lado
error-internal = La falla es nuestra y quedó registrada. Inténtelo otra vez en unos minutos.
error-unavailable-title = No disponible en este momento
error-unavailable = Estamos arrancando o muy ocupados. Inténtelo en un minuto.

zone-eastern = Hora del este
zone-central = Hora del centro
zone-mountain = Hora de la montaña
zone-arizona = Hora de Arizona
zone-pacific = Hora del Pacífico
zone-alaska = Hora de Alaska
zone-hawaii = Hora de Hawái
zone-atlantic = Hora del Atlántico
zone-chamorro = Hora de Chamorro
zone-samoa = Hora de Samoa

# El mapa de resultados
map-show = Mostrar el mapa
map-hide = Ocultar el mapa
map-label = Mapa de estos resultados
map-skip = Saltar el mapa
map-pin-closer = Ver más de cerca
map-to-pin = en el mapa
map-here = Buscar en esta zona
map-closer = Ver más de cerca
map-further = Mostrar más alrededor
map-west = Oeste
map-north = Norte
map-south = Sur
map-east = Este
map-miles = { $miles } mi
map-missing = { $count ->
    [one] Un resultado de esta página no está en este mapa.
   *[other] { $count } resultados de esta página no están en este mapa.
 }
map-source = Los números son los de la lista. Las distancias son en línea recta. Contornos: US Census Bureau, Natural Earth; poblaciones: GeoNames.

# La guía
nav-guide = Guía
guide-title = Guía sobre la atención con ketamina
guide-lead = Qué es, qué se sabe y qué no, y cómo encontrar a alguien calificado. En palabras sencillas, cada dato con su fuente.
guide-where = Usted está en
guide-group-start = Empiece aquí
guide-group-conditions = Lo que usted puede estar viviendo
guide-group-treatments = Tratamientos
guide-group-science = Lo que se sabe
guide-figures = En este directorio
guide-places =
    { $count ->
        [0] Ningún lugar de este directorio dice que ofrece esto.
        [one] Un lugar en este directorio.
       *[other] { $count } lugares en este directorio.
    }
guide-verified =
    { $count ->
        [0] Ninguno tiene todas las verificaciones al día.
        [one] Uno de ellos tiene todas las verificaciones al día.
       *[other] { $count } de ellos tienen todas las verificaciones al día.
    }
guide-prices =
    { $count ->
        [one] Uno de ellos dice su precio por sesión: { $lowest }.
       *[other] { $count } de ellos dicen un precio por sesión: de { $lowest } a { $highest }; la mitad pide { $middle } o menos.
    }
guide-search = Verlos
guide-meant-safety = Tienen todas las verificaciones al día. Dicen que primero revisan su salud, que le vigilan y que pueden actuar en una emergencia. Lo que dicen no lo hemos verificado.
guide-sources = Fuentes
guide-reviewed = Revisado por última vez el { $day } por quienes llevan este directorio; todavía no por un profesional clínico.
guide-not-advice = Esta es información general, no un consejo médico.
guide-notice-source = Fuente: { $source }.
notice-remote-before = Una norma federal permite recetar ketamina por video sin una primera visita en persona. Está previsto que termine el 31 de diciembre de 2026.
notice-remote-after = La norma federal sobre recetar a distancia debía terminar el 31 de diciembre de 2026. Pregunte si tienen que verle en persona.

# Qué tan cierto es el directorio
accuracy-title = Qué tan exacto es este directorio
accuracy-lead = Los datos de las clínicas envejecen. Aquí se ve cuánto han envejecido los nuestros, contado en las fichas tal como están ahora.
accuracy-as-of = Contado: { $time }.
accuracy-listed = Proveedores que las búsquedas muestran
accuracy-confirmed = Confirmaron sus datos en los últimos 90 días
accuracy-percent = { $percent } %
accuracy-median = Tiempo desde que se confirmaron los datos (mediana)
accuracy-median-days =
    { $count ->
        [one] 1 día
       *[other] { $count } días
    }
accuracy-nobody = Nadie todavía
accuracy-verified = Tienen todas las verificaciones al día
accuracy-rechecking = Se están revisando de nuevo
accuracy-overdue = Tienen una verificación vencida
accuracy-reports = Avisos de problemas que esperan nuestra respuesta
accuracy-ages = Cuándo confirmaron sus datos los proveedores
accuracy-age = Confirmado
accuracy-providers = Proveedores
accuracy-days = Hace { $from } a { $to } días
accuracy-longer = Hace { $from } días o más
accuracy-never = Nunca desde que se publicó
accuracy-how = Qué hacemos al respecto
accuracy-how-text = Cada 90 días los proveedores tienen que decir que sus datos son correctos. Hasta los 131 días la ficha dice que nadie los ha confirmado. Después ya no aparece en las búsquedas. Al cabo de un año su página desaparece.
accuracy-wrong = Cuando una verificación vence, las palabras «todas las verificaciones al día» desaparecen en ese mismo momento, lo haya notado alguien o no.

# Quién paga, y los términos
terms-title = Quién paga, y en qué puede confiar
terms-lead = Nadie paga por aparecer aquí ni por aparecer antes.
terms-money = Dinero
terms-free = Aparecer es gratis. Ser revisado también.
terms-order = Los resultados van por distancia, precio, nombre o última confirmación. Lo que un proveedor nos pague o nos diga no cambia nada de eso.
terms-ads = No hay anuncios pagados, y nadie nos paga por enviarle a un proveedor.
terms-use = En qué puede confiar
terms-advice = Lo que está aquí es información general. No es un consejo médico ni una visita al médico.
terms-care = Revisamos papeles. No hemos visto a nadie trabajar, y aparecer aquí no promete nada sobre la atención que usted recibirá.
terms-emergency = Este no es un servicio de emergencia. Si hay peligro, llame al 911. En una crisis, llame o envíe un mensaje al 988.
terms-providers = Lo que aceptan los proveedores
terms-true = Lo que dicen es cierto, y tienen que confirmarlo cada 90 días.
terms-hide = Ocultamos una ficha cuando una verificación falla definitivamente, y se lo decimos al proveedor.
foot-accuracy = Qué tan exacto es esto
foot-terms = Quién paga, y términos

# La guía, en la primera página
home-guide-title = ¿Todavía no está seguro?
home-guide = La ketamina ayuda a algunas personas y daña a otras. Lea antes de decidir; aquí nadie se la vende.
home-guide-find = Cómo encontrar y evaluar a un proveedor
home-guide-ways = Las formas de recibirla, una al lado de la otra
home-guide-risks = Efectos secundarios y riesgos
home-guide-costs = Costos y seguros
home-guide-all = Toda la guía

# Usar mi ubicación
near-me = Usar mi ubicación
near-me-asking = Su navegador le preguntará.
near-me-failed = Su navegador no nos dijo dónde está. Escriba un código postal o una ciudad.
