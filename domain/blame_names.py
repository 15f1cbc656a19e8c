"""Given names from many countries, for people whom the roster does not know.

Left out on purpose: names that are better known as tools, models or products (Claude, Jenkins,
Julia, Ruby), and names that are everyday words (Will, Mark, Grant).
"""

from typing import Final

NAMES: Final = """
    Aaliyah Aarav Aaron Abdul Abdullah Abebe Abena Abigail Achieng Adaeze Adam Adebayo Aditya Adrian
    Adriana Adwoa Agata Agnieszka Agus Ahmad Ahmed Aiden Aiko Aino Aisha Akiko Akira Akosua Alan
    Albert Alejandro Aleksandr Alessandro Alex Alexander Alexandra Alexei Alfonso Ali Alice Alicia
    Alina Alison Aliya Amaka Amanda Amani Amara Amelia Amelie Amina Amir Amit Amy Ana Anand Ananya
    Anders Andre Andrea Andreas Andrei Andrew Andriy Andrzej Angela Anil Anita Anja Anjali Ann Anna
    Anne Anneke Annika Anthony Antoine Anton Antonio Anya Aoife Arash Arjun Arnaud Arthur Arturo
    Arun Asha Ashley Ashok Astrid Audrey Ayesha Ayse Ayumi Babajide Babak Balazs Barbara Beatriz
    Becky Ben Benjamin Benoit Bernd Beth Bianca Bilal Björn Bjørn Bob Bogdan Bohdan Boris Bram
    Brandon Brenda Brian Brittany Bruna Bruno Budi Bukola Burak Caleb Callum Cameron Camila Camille
    Carla Carlos Carmen Carol Caroline Catherine Cecilia Chandra Charles Charlie Charlotte Chen
    Chiara Chidi Chinedu Chioma Chipo Chloe Chris Christian Christina Christine Christopher
    Chukwuemeka Ciara Cindy Claire Colin Connor Cora Craig Cristina Cyril Daisuke Dan Dana Daniel
    Daniela Darius Darren Dave David Deborah Declan Deepa Deepak Denis Deniz Dennis Derek Deshawn
    Desislava Devi Dewi Diana Diego Dimitri Dinesh Dirk Divya Diya Dmitri Dmitry Dominic Donald
    Donna Doris Dorota Doug Douglas Dragan Duc Dylan Ebony Eddie Edith Edward Eero Efua Eileen
    Ekaterina Elaine Elena Eleni Elias Elif Elijah Elise Elizabeth Ella Ellen Ellie Emeka Emil
    Emilia Emily Emma Emmanuel Emre Enrique Enzo Eoin Eric Erik Erika Esra Esteban Esther Eszter
    Ethan Etienne Eugene Eva Evelyn Ewa Ewan Ezra Fabio Farah Farhad Farid Fatima Fatou Fatoumata
    Federico Felix Femi Femke Fernanda Fernando Finn Fiona Florian Francesca Francesco Francisco
    Fred Frederik Freya Frida Fumiko Funmi Gabriel Gabriela Ganesh Gareth Gary Gaurav Gavin Gemma
    Geoff Geoffrey George Georgina Gerald Gergely Gerhard Giorgio Giovanni Giulia Gonzalo Goran
    Graham Greg Greta Grzegorz Guillaume Gunnar Gus Gustavo Günther Hakan Hamid Hamish Hana Hank
    Hannah Hans Harold Harriet Harry Haruki Haruto Hassan Heather Heidi Heike Helen Helena Henrik
    Henry Hideo Hilda Hiroshi Hisham Hoa Hossein Huang Hugo Hui Hung Huong Hyun Ian Ibrahim Ifeanyi
    Ifeoma Ignacio Ikenna Ildiko Ilya Imani Imran Indira Ines Ingrid Ioana Irina Isaac Isabel
    Isabella Isaiah Ishaan Isla Ivan Ivana Jack Jackson Jacob Jacques Jake Jakub Jamal James Jamie
    Jan Jana Jane Janet Janos Jason Javier Jayden Jean Jeff Jeffrey Jelena Jennifer Jens Jeremy
    Jerome Jess Jessica Jihoon Jim Jing Jisoo Jo Joan Joanna Joao Joaquin Joe Johan Johanna Johannes
    John Jonas Jonathan Joost Jorge Joris Jose Josef Joseph Josh Joshua José João Juan Judith Jukka
    Julian Julien Justin Jörg Jürgen Kagiso Kai Kaisa Kaito Kamal Karen Karim Karin Karl Karthik
    Kasia Kat Katarina Katarzyna Kate Katherine Kathleen Katja Kavita Kazuki Keiko Keisha Keith
    Kelly Ken Kenji Kenneth Kerem Ketut Kevin Khadija Khaled Khalid Kim Kimberly Kira Kiran Klaus
    Kofi Kojo Kristin Krzysztof Kwabena Kwame Kyle Laila Lakisha Lakshmi Larissa Lars Laszlo Latisha
    Laura Lauren Laurent Layan Layla Leah Lee Leila Lena Leo Leon Leonardo Lerato Leticia Levi Lewis
    Li Liam Lin Lina Linda Lindiwe Linh Lisa Liu Liz Ljubica Logan Lola Lorenzo Lotte Louis Louise
    Luca Lucas Lucia Lucy Ludmila Luis Luka Lukas Luke Lwazi Lydia Maarten Magda Magnus Mahesh Mai
    Maja Malik Manoj Manuel Manuela Marc Marcel Marcin Marcio Marco Marcus Marek Margaret Maria
    Mariam Mariana Marie Mariko Marina Mario Marisol Marites Marta Martin Martina Mary María Masato
    Mateo Mateusz Mathieu Matt Matteo Matthew Matthias Matthijs Maureen Maurice Mbali Meera Megan
    Mehdi Mehmet Mei Melissa Mia Michael Michał Michelle Miguel Mihai Mika Mike Mila Milan Milica
    Milo Minh Minho Minji Mira Miriam Miyuki Mohamed Mohammad Mohammed Mohan Mona Monica Monika
    Moritz Muhammad Mukesh Mustafa Mykola Nacho Nadia Nancy Nandini Naoko Naomi Natalia Natalie
    Nataliya Natasha Nathan Ned Neha Neil Nemanja Ngozi Nguyen Niamh Nicholas Nick Nico Nicola
    Nicolas Nicole Niels Nigel Nikhil Nikolai Niloufar Nils Nina Nisha Njoroge Nkechi Nneka Noah
    Nomsa Noor Nora Nour Noura Nuno Obinna Oksana Ola Olaf Olena Olga Oliver Olivia Olivier
    Oluwaseun Omar Omari Omid Oscar Oskar Owen Pablo Palesa Pamela Parisa Patricia Patrick Patrik
    Paul Paula Paulo Pavel Pawel Pedro Penelope Peter Petra Phil Philip Philippe Phuong Pierre
    Pieter Pilar Piotr Pooja Pradeep Prakash Preeti Priya Priyanka Putri Quang Quinn Rachel Radu
    Rafa Rafael Raghav Rahul Raj Rajesh Rakesh Ramesh Rami Ramón Rania Raphael Rasheed Ravi Raymond
    Raúl Rebecca Reza Rhys Ricardo Richard Riley Rita Rizal Robert Roberto Rocio Rodrigo Rohan Rohit
    Roland Roman Ronald Rosa Rowena Ruben Rui Ruth Ryan Saanvi Sabine Sadia Sakura Salma Sam
    Samantha Samir Samuel Sandeep Sandra Sanjana Sanjay Sanne Santiago Sara Sarah Satoshi Scott Sean
    Sebastian Segun Selim Selma Serena Sergei Sergio Shabnam Shanice Shannon Sharon Shirin Shreya
    Siddharth Silvia Simon Simone Sinead Siobhan Sipho Siriporn Siti Sizwe Slavica Sofia Sofie
    Somchai Sonia Sophia Sophie Soraya Soren Stefan Stephanie Stephen Steve Steven Stoyan Stuart
    Sunil Sunita Suresh Susan Susanne Suzanne Sven Svetlana Svitlana Swati Søren Takeshi Tamar
    Tamara Tamer Tanisha Tanya Tara Taras Tariq Tatenda Tatiana Ted Tendai Tess Thabo Thais Thandi
    Thandiwe Themba Theo Theresa Thiago Thierry Thomas Thuy Tien Tim Timo Timothy Tobias Todd Tolga
    Tom Tomas Tomasz Tomoko Tomás Tony Tosin Tove Tracy Trang Trevor Tuan Tunde Tyler Tyrone Uche
    Ulrich Uma Umar Ute Uwe Valentina Vanessa Varun Vera Veronica Vesna Victoria Vijay Vikram Viktor
    Vincent Vinod Vivaan Vivek Vlad Vladimir Walt Walter Wambui Wang Wanjiru Wayan Wei Wendy Werner
    William Wojciech Wu Wyatt Xavier Xiao Xin Yan Yannick Yara Yasmin Yaw Ye Yetunde Yewande Yifan
    Ying Yolanda Yosef Youssef Yuki Yuko Yuna Yuri Yusra Yusuf Yvonne Zach Zainab Zanele Zawadi
    Zehra Zeke Zeynep Zhang Zhao Zhou Ziad Zoe Zoey Zofia Zoltan Zoran Zsofia Zuzanna
"""

# Words of a roster's entry that name a tool or a model more often than the person: they count only
# as part of the whole name ("Claude Dubois", "Mary Jenkins").
TOOLS: Final = """
    ada alexa apollo ariadne athena atlas aurora bard cassandra chef claude consul cortana crystal
    dagger devin echo einstein elastic flink galileo gemini grok hermes hudson iris jaeger jasper
    jenkins julia kibana llama loki luna maven mercury minerva mistral nagios nova oracle pandora
    phoenix puppet ray redis ruby rufus sage sentry sherlock siri spark splunk swift sydney thanos
    titan travis trinity vault vertex victoria watson zephyr
"""

# Words in addresses and entries that stand for no person at all.
OFFICES: Final = """
    admin admins agent agents ai alert alerts all api app assistant backend bot channel ci cloud
    com contact data desk dev developers devops duty engineering everyone frontend group help here
    info infra infrastructure latest lead leads legal mail mailer marketing ml model net noreply
    on-call oncall ops org payments pipeline platform press product qa release reply sales
    security service sre support system team test types users www analytics billing claims comms
    communications compliance content design dispatch editorial finance fraud growth hr
    infrastructure it localisation localization logistics management moderation operations
    partnerships pharmacy procurement quality radiology research risk safety search treasury
    trust underwriting
"""

# An entry of a roster with one of these words is a group: its other words are nobody's name.
GROUPS: Final = """
    board bureau committee council crew department desk division group guild office ops shift squad
    staff team teams unit vendor
"""

# Given names that are everyday words too: only the capitalised form is the person.
HOMONYMS: Final = """
    april art august bill case chase dash dawn drew faith frank grace grant harmony heath hope
    hunter jade joe joy jun june king long major mark marsh mason max may min page park pat
    patience penny price rich rob robin rose sandy see sky stone sue summer sun victor wade west
    will wise young
"""

GIVEN: Final = frozenset(NAMES.split())
TOOL_LIKE: Final = frozenset(TOOLS.split())
IMPERSONAL: Final = frozenset(OFFICES.split())
TEAMS: Final = frozenset(GROUPS.split())
EVERYDAY: Final = frozenset(HOMONYMS.split())
